"""Turkish."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

TURKISH = Tongue(
    plain={
        Meaning.INTERESTED: r"""
(?:ugray|gel|buyur)(?:in|un|abilirsiniz|iniz)\b
ilgilen(?:iyor\w*|iriz|irim|ebilir\w*|dik|dim)\b|ilgi(?:mi|mizi) cek(?:ti|iyor|er|en)|ilgi(?:li|nc)y?(?:im|iz)\b|(?:cok |oldukca )?ilginc\b|kulaga (?:\w+ )?(?:hos|iyi|guzel)
(?:gorus(?:elim|ebiliriz|mek ister\w*|ebilir miyiz|urum|uruz)|konus(?:alim|abiliriz|mak ister\w*|abilir miyiz)|bulus(?:alim|abiliriz)|toplanti|randevu|demo)\b(?![^.!?\n]{0,10}(?:sonra|yil|ceyrek))(?: (?:ayarla\w*|yapalim|planla\w*|isterim|isteriz|gorebilir\w*|gormek|olustur\w*|belirle\w*))?
(?:gonder(?:in|ir misiniz|ebilir misiniz|irseniz|iniz|irsin\w*|sin\w*)|ilet(?:in|ir misiniz|ebilir misiniz)|paylas(?:in|ir misiniz|abilir misiniz)|yolla\w*|ara(?:yin|yabilirsiniz|r misiniz|yabilir misiniz|sin\w*)|anlat\w* misiniz)\b
(?:detayli|daha fazla|ayrintili|daha detayli) (?:bilgi|detay)|detaylari (?:\w+ )?(?:gorus\w+|konus\w+|alabilir|ogren\w+)|bilgi (?:almak|alabilir|rica)
(?:gormek|denemek|ogrenmek|dinlemek|tanimak|duymak|incelemek|almak|degerlendirmek) (?:isterim|isteriz|istiyor\w*|isterdi\w*)
memnuniyetle|seve seve|tabii?\b(?: ki)?|elbette|neden olmasin|olur\b|uygun(?:dur|um|uz| olur|\b(?! (?:degil|bulm|gorm|olm|dusm)))|musaitim|musaitiz|musaidim|bana (?:\w+ )?uyar|varim\b|variz\b|evet,? (?:\w+ )?(?:olur|isterim|isteriz|lutfen|tabii|ilgilen\w+|gorus\w+|uygun|alabilir\w*)
(?:tam|biz de|zaten|su siralar) (?:\w+ ){0,4}(?:ariyor\w*|ihtiyac\w*|bakiyor\w*|degerlendir\w+|dusunuyor\w*)|ihtiyacimiz var\b|tam zamaninda|iyi zamanlama
(?:ne zaman|hangi gun|saat kacta) (?:\w+ ){0,3}(?:gorus\w+|musait\w*|uygun\w*|konus\w+|bulus\w+)
""",
        Meaning.NOT_INTERESTED: r"""
bize (?:gelmez|gore degil|uymaz|lazim degil)
(?:isimize|isime|bize|bizim isimize) (?:\w+ )?yaramaz|(?:boyle|bu haliyle) (?:iyiyiz|memnunuz)
uygun (?:bulm|gorm|olm)\w+|ilgilenm(?:iyor\w*|em\w*|ez\w*)|ilgi(?:mizi|mi|miz|m|yi) (?:\w+ )?(?:cekm\w+|yok\w*|alanim\w*(?: \w+)? degil)|ilgili degil\w*
ihtiya(?:c\w*) (?:\w+ )?(?:yok\w*|duym\w+|bulunm\w+|olmad\w+)|gerek (?:\w+ )?(?:yok|duym\w+|kalm\w+)|lazim degil|gerekmiyor|istemiyor\w*(?! (?:mail|mesaj|e-posta))|dusunmuyor\w*|planlamiyor\w*|tercih etmiyor\w*
hayir,? (?:tesekkur\w*|sagol\w*|ilgilen\w+|istem\w+|gerek)|tesekkur\w*,? (?:ama|fakat|ancak) |tesekkurler,? hayir|istemem|almayayim|kalsin
(?:bize|bizim|bizim icin|bana|sirketimize|yapimiza|is modelimize)[^.!?\n]{0,25}(?:uygun degil\w*|gore degil\w*|uymuyor\w*|uymaz|hitap etm\w+)|uygun degil\w*(?=[.! ]*$)|bize gore degil
(?:mevcut|zaten|halihazirda|hali hazirda|su an)[^.!?\n]{0,40}(?:tedarikci\w*|cozum\w*|calisiyor\w*|kullaniyor\w*|var\b|is ortag\w*|anlasma\w*|sistem\w*|firma\w*)|memnunuz|memnunum|kendi (?:ekib|bunye|icimiz)\w*|kendimiz (?:yap|hall|coz)\w*
(?:reddet\w+|vazgec\w+|pas geciyor\w*|olumsuz|basarilar|kolay gelsin|iyi sanslar|bol sans|cok pahali|butcemizi asiyor|degistirmeyi|gecmeyi dusunm\w+|baska bir (?:firma|cozum|tedarikci|sirket)\w*)
(?:maalesef|ne yazik ki)[^.!?\n]{0,60}(?:degil|yok|miyor|muyor|mayacag|meyeceg|medik|madik)
""",
        Meaning.NOT_NOW: r"""
\w{2,}(?:[iu]nc[ae]|d[iu]ginde|t[iu]ginde) (?:\w+ ){0,3}(?:konus\w+|gorus\w+|ara\w*|yaz\w*|bak\w+|donelim|hatirlat\w+)
(?:bitmeden|bitene kadar|gecmeden) (?:\w+ )?(?:olmaz|mumkun degil|zor)
(?:su an(?:da| icin)?|simdilik|su siralar|bu (?:yil|ceyrek|ay|donem|aralar)|henuz|su asamada|bu asamada|mevcut durumda|halen|bugunlerde)[^.!?\n]{0,50}(?:degil\w*|\byok\b|yogun\w*|oncelik\w*|miyor\w*|muyor\w*|dusunm\w+|erken|mumkun degil|donduru\w+|musait deg\w+)
(?:tekrar|yeniden|(?<!ogleden )sonra|ileride|daha sonra)[^.!?\n]{0,30}(?:yaz\w*|ulas\w*|gorus\w*|konus\w*|ara\w*|iletisim\w*|degerlendir\w*|haberles\w*|bak\w*|dus\w*|deney\w*|hatirlat\w*|gel\w*)
(?:ocak|subat|mart|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik|yaz|kis|bahar|bayram|tatil|ay|hafta|yil|ceyrek)\w*(?: \w+)? (?:tekrar|sonra|sonrasi\w*|gorus\w*|konus\w*|donu\w*|yaz\w*|ara\w*|degerlendir\w*|bak\w*|ulas\w*|iletisim\w*)
(?:gelecek|onumuzdeki|seneye|bir sonraki|ikinci|ucuncu|dorduncu|birinci|yeni) ?(?:yil|sene|ceyrek|ay|donem|yari)?\w*[^.!?\n]{0,20}(?:gorus\w*|konus\w*|bak\w*|degerlendir\w*|ulas\w*|yaz\w*|ara\w*|tekrar|iletisim\w*|dusun\w*|olabilir)
seneye\b|gelecek (?:yil|sene|ceyrek|ay)|ileride|daha sonra|baska (?:bir )?zaman|belki (?:sonra|ileride|gelecek|seneye|daha)|ertele\w+|beklemede|askiya al\w*|askida|donduruldu
butce\w*[^.!?\n]{0,30}(?:kapan\w+|tuken\w+|bitti|ayrildi|donduru\w+|belirlen\w+|harcan\w+|yok\w*|dolu|kesil\w+|kisitli)
(?:cok|asiri|oldukca|fazla) (?:\w+ )?(?:yogun\w*|mesgul\w*)|vakt\w* yok|zaman\w* yok|kaynag\w* yok|kapasite\w* yok|onceli\w+ (?:\w+ )?(?:degil|yok|var)|gundem\w* (?:\w+ )?(?:degil|yok)|(?:dogru|uygun|iyi) (?:bir )?zaman degil|zamanlama\w* (?:\w+ )?(?:uygun degil|kotu|yanlis)|(?:cok|biraz|henuz) erken|ortasindayiz|surecindeyiz
""",
        Meaning.REFERRAL: r"""
(?:@NAME@|[\w.+-]+@[\w.-]+|\w+ (?:bey|hanim)|meslektas\w*|is arkadas\w*|arkadas\w*|mudur\w*|ekib\w*|departman\w*|birim\w*|ortag\w*|yonetici\w*|bolum\w*)(?:['’]?\w{0,4})?(?: (?:ile|icin|uzerinden|adresi\w*))? (?:\w+ ){0,3}(?:gorus(?:un|ebilirsiniz|ur|menizi|meniz)|iletisime gec\w*|ulas(?:in|abilirsiniz|manizi)|yaz(?:in|abilirsiniz)|konus(?:un|abilirsiniz|manizi)|ilgilen(?:iyor|ir|mekte|ecek)|bak(?:iyor|ar|makta)|sorumlu|karar ver\w*|yetkili|yardimci ol\w*|ilet(?:tim|iyorum|ildi|ecegim)|yonlendir\w*|donus yap\w*|aktar\w*)
(?:ilettim|yonlendirdim|yonlendiriyorum|iletiyorum|cc'?ye|bilgiye ekle\w*|cc'de|aktardim|paylastim)\b
(?:bu (?:konu\w*|is\w*|surec\w*))[^.!?\n]{0,10}(?:@NAME@|\w+ (?:bey|hanim)|ekib\w*|departman\w*)
(?:dogru|yetkili|ilgili|sorumlu) (?:kisi|muhatap|arkadas\w*)[^.!?\n]{0,40}(?:@NAME@|bey\b|hanim\b|[\w.+-]+@|'dir|olur|ise)
""",
        Meaning.WRONG_PERSON: r"""
(?:konu|is|bunun)\w*(?: ile)? (?:ben|bizzat) (?:ilgilenm|bakm)\w+|ben (?:sadece|yalnizca) \w+|ilgilenen (?:kisi )?ben degil\w*|benlik degil
yanlis (?:kisi\w*|adres\w*|numara\w*|sirket\w*|yer\w*|departman\w*|mail\w*)|dogru kisi (?:\w+ )?degil\w*|ilgili kisi (?:\w+ )?degil\w*|yetkili (?:\w+ )?degil\w*|muhatab\w* (?:\w+ )?degil\w*|sorumlu (?:\w+ )?degil\w*|karistir\w+|yanlislik\w*|isim benzerligi
(?:artik|su an|o sirkette|orada|burada)[^.!?\n]{0,30}calism(?:iyor\w*|am\w*)|calismiyorum|(?:ayrildim|emekli\w*|isten cik\w+|istifa et\w+|is degistir\w+|ayrilmis)|(?:benim|bizim) (?:\w+ )?(?:alan\w*|gorev\w*|sorumlulug\w*|isim|konum) (?:\w+ )?degil|ben bakmiyorum|ilgim yok|alakam yok|yetkim yok|stajyer\w*|ogrenciyim
""",
        Meaning.QUESTION: r"""
(?:ne kadar|kac|fiyat\w*|ucret\w*|maliyet\w*|nasil|nedir|neden|nereden|nerede|hangi\w*|kim\w*|ne|neler)\b[^.!\n]{0,120}\?
\w+ (?:mi|mu|misiniz|musunuz|miyiz|muyuz|miydi|midir|mudur)\b[^.!\n]{0,80}\?
[^.!\n]{2,120}(?: var mi| yok mu)\b
(?:fiyat|ucret|maliyet)\w* (?:ne|nedir|nasil|ne kadar|hakkinda|bilgisi)
(?:sorum|sorular\w*|sorumuz) var\b|acikla\w+ misiniz
""",
        Meaning.OTHER: r"""
(?:inceleyeceg\w+|inceleyip|incelerim|inceleriz|bakacag\w+|bakariz|bakarim|degerlendireceg\w+|donus yapacag\w+|donecegim|donerim|haber (?:verir\w*|verecegi\w*)|ekip\w* (?:\w+ )?(?:gorus\w+|paylas\w+)|dusunecegi\w*|gerekirse|ihtiyac (?:olursa|olmasi))\b
(?:not aldim|aldim|ulasti|tesekkurler bilgi|bilgilendirme icin)\b
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:harika|super|guzel|mukemmel|peki|tamam|evet|anlastik|olabilir)\b
(?:pazartesi|sali|carsamba|persembe|cuma)\b
saat \d{1,2}|\d{1,2}[:.]\d\d
(?:demo|toplanti)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:maalesef|hayir|uzgunum|malesef)\b
""",
    },
    if_so=r"""
(?:eger|ilgilenirse\w*|ihtiyac\w* (?:olursa|duyarsa\w*))
""",
    common=words(
        "bir bu icin ve ile var yok degil tesekkurler merhaba ne mi cok biz ben su daha "
        "lutfen evet hayir iyi olarak size bize bana beni ama nasil kadar"
    ),
)
