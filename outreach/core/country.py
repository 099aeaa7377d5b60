"""Countries: their ISO 3166-1 alpha-2 codes, however a spreadsheet writes them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Code, then the English short name and what else it goes by.
_TABLE = """
AD Andorra; AE United Arab Emirates, UAE; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla
AL Albania; AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria
AU Australia; AW Aruba; AX Aland Islands; AZ Azerbaijan; BA Bosnia and Herzegovina, Bosnia
BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi
BJ Benin; BL Saint Barthelemy; BM Bermuda; BN Brunei, Brunei Darussalam; BO Bolivia
BQ Bonaire; BR Brazil, Brasil; BS Bahamas, The Bahamas; BT Bhutan; BV Bouvet Island
BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos Islands
CD Democratic Republic of the Congo, DR Congo; CF Central African Republic
CG Congo, Republic of the Congo; CH Switzerland, Schweiz, Suisse
CI Cote d'Ivoire, Ivory Coast; CK Cook Islands; CL Chile; CM Cameroon; CN China
CO Colombia; CR Costa Rica; CU Cuba; CV Cabo Verde, Cape Verde; CW Curacao
CX Christmas Island; CY Cyprus; CZ Czechia, Czech Republic; DE Germany, Deutschland
DJ Djibouti; DK Denmark, Danmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador
EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain, Espana; ET Ethiopia
FI Finland; FJ Fiji; FK Falkland Islands; FM Micronesia; FO Faroe Islands; FR France
GA Gabon; GB United Kingdom, UK, Great Britain, England, Scotland, Wales, Northern Ireland
GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland
GM Gambia, The Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece, EL
GS South Georgia and the South Sandwich Islands; GT Guatemala; GU Guam; GW Guinea-Bissau
GY Guyana; HK Hong Kong; HM Heard Island and McDonald Islands; HN Honduras; HR Croatia
HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India
IO British Indian Ocean Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy, Italia
JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia
KI Kiribati; KM Comoros; KN Saint Kitts and Nevis; KP North Korea
KR South Korea, Korea, Republic of Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan
LA Laos; LB Lebanon; LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho
LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova
ME Montenegro; MF Saint Martin; MG Madagascar; MH Marshall Islands
MK North Macedonia, Macedonia; ML Mali; MM Myanmar, Burma; MN Mongolia; MO Macao, Macau
MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta
MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia
NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua
NL Netherlands, The Netherlands, Holland, Nederland; NO Norway, Norge; NP Nepal; NR Nauru
NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia
PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland, Polska
PM Saint Pierre and Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine, State of Palestine
PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Reunion; RO Romania; RS Serbia
RU Russia, Russian Federation; RW Rwanda; SA Saudi Arabia; SB Solomon Islands
SC Seychelles; SD Sudan; SE Sweden, Sverige; SG Singapore; SH Saint Helena; SI Slovenia
SJ Svalbard and Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal
SO Somalia; SR Suriname; SS South Sudan; ST Sao Tome and Principe; SV El Salvador
SX Sint Maarten; SY Syria; SZ Eswatini, Swaziland; TC Turks and Caicos Islands; TD Chad
TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau
TL Timor-Leste, East Timor; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey, Turkiye
TT Trinidad and Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda
UM United States Minor Outlying Islands
US United States, USA, United States of America, America; UY Uruguay; UZ Uzbekistan
VA Holy See, Vatican City, Vatican; VC Saint Vincent and the Grenadines; VE Venezuela
VG British Virgin Islands; VI US Virgin Islands; VN Vietnam, Viet Nam; VU Vanuatu
WF Wallis and Futuna; WS Samoa; XK Kosovo; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia
ZW Zimbabwe
"""


@lru_cache(maxsize=4096)
def code_of(text: str) -> str:
    """Return the alpha-2 code that a code or an English name stands for; "" if none."""
    return _CODES.get(_key(text), "")


def _key(text: str) -> str:
    """Return the name without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in letters if char.isalpha())


def _read(table: str) -> dict[str, str]:
    codes: dict[str, str] = {}
    for entry in re.split(r"[;\n]\s*", table.strip()):
        code, _, names = entry.partition(" ")
        codes[code.lower()] = code
        codes |= {_key(name): code for name in names.split(",")}
    return codes


_CODES = _read(_TABLE)
