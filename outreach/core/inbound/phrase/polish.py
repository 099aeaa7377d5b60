"""Polish."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

POLISH = Tongue(
    plain={
        Meaning.INTERESTED: r"""
(?:bardzo )?zainteresowan\w+\b
(?:brzmi|wyglada|zapowiada sie) (?:\w+ )?(?:dobrze|ciekawie|interesujaco|swietnie|super|obiecujaco|fajnie)
(?:bardzo )?chetnie\b(?! (?:wroc\w+|pozniej|w (?:przyszlym|innym)))|z (?:mila checia|przyjemnoscia)|czemu nie|dlaczego nie|jasne\b|oczywiscie\b|pewnie,|zgoda\b|pasuje (?:mi|nam)|odpowiada (?:mi|nam)|moze byc (?:w |poniedz|wtorek|srod|czwart|piat)|jestem (?:za|na tak|otwart\w+|dostepn\w+|ciekaw\w*|woln\w+)|tak,? (?:chetnie|prosze|poprosze|jestesmy|jestem|moze|mozemy|poproszę|zapraszam|interesuje)
(?:prosze|poprosze) (?:o )?(?:\w+ )?(?:przeslanie|wyslanie|przesl\w+|wysl\w+|kontakt telefoniczny|telefon|oferte|ofert[ey]|wiecej|szczegoly|prezentacje|zadzwonic|dzwonic|termin|spotkanie|demo|propozycj\w+|podeslac|podeslanie|material\w*|umowic|cennik|zaproszenie|link)
(?:przeslij|wyslij|podeslij|zadzwon|zadzwoncie|przeslijcie|daj znac kiedy|umowmy|porozmawiajmy|spotkajmy|zdzwonmy|dzialajmy|zrobmy|sprobujmy)
(?:mozemy|moglibysmy|czy mozemy|kiedy mozemy|czy mozna|mozna|moze) (?:\w+ ){0,3}(?:porozmawiac|spotkac|umowic|zdzwonic|pogadac|zadzwonic|zobaczyc|przeslac|omowic)
(?:chcialbym|chcialabym|chcielibysmy|chce|chcemy|chetnie bym) (?:\w+ ){0,3}(?:zobaczyc|dowiedziec|poznac|porozmawiac|umowic|wiecej|przetestowac|sprobowac|demo|otrzymac|uslyszec|obejrzec)
(?:temat|oferta|propozycja|rozwiazanie|pomysl|to)[^.!?\n]{0,20}(?:aktualny|interesujac\w+|ciekaw\w+|interesuje)|interesuje (?:mnie|nas)|zainteresowal\w* (?:mnie|nas)
(?:szukamy|rozgladamy|wlasnie|akurat) (?:\w+ ){0,3}(?:szukamy|rozwazamy|myslimy|takiego|czegos|rozwiazania|zastanawiamy|potrzebujemy|sie za)|potrzebujemy (?:czegos|takiego|tego|wlasnie)
(?:kiedy|o ktorej|jaki termin) (?:\w+ ){0,4}(?:pasuje|dogodn\w+|mozemy|moglibysmy|porozmawiac|dostepn\w+|odpowiada)|dobry (?:moment|czas)|w sama pore
""",
        Meaning.NOT_INTERESTED: r"""
nie (?:\w+ ){0,2}(?:jestem|jestesmy|bedziemy|jest(?:em|esmy)?)? ?(?:\w+ )?(?:zainteresowan\w+|interesuje|zainteresowal\w*)
nie (?:mamy |mam |widze |widzimy |ma )?(?:\w+ )?(?:potrzeb\w+|wartosci|sensu|zapotrzebowania|zastosowania|dla (?:nas|mnie)|skorzystam\w*|planujemy|zamierzamy|szukamy|chcemy|chce|pasuje|odpowiada|zdecyduj\w+|zdecydowali\w*|bedziemy|zmieniamy|dotyczy|uzywamy|przyda\w*|interes\w+)
(?:to )?nie dla (?:nas|mnie)|nie,? (?:dzieki|dziekuj\w+|ale|niestety|prosze)|(?:dziekuj\w+|dzieki),? ale (?:nie|juz|mamy|korzystamy)|(?:dziekuj\w+|dzieki),? nie\b|brak (?:zainteresowania|potrzeby)|podziekuj\w+|zrezygnuj\w+|rezygnuj\w+|odmawia\w*|odpuszcz\w+|odmow\w+
(?:mamy|korzystamy|uzywamy|wspolpracujemy|mam|posiadamy|pracujemy|robimy|obslug\w+)[^.!?\n]{0,20}\b(?:juz|wlasn\w+|stalego|stala|sami)\b|juz (?:\w+ ){0,2}(?:mamy|korzystamy|wspolpracujemy|dostawc\w+|uzywamy|partner\w*)|wewnetrznie|we wlasnym zakresie
(?:zadowoleni|zadowolony|zadowolona) z|powodzenia|zycz\w+ (?:\w+ )?(?:powodzenia|sukces\w+)|za drogo|zbyt (?:drogie|drogo)|strata czasu|szkoda czasu|inn(?:ego|a|e|ym|ych) (?:dostawc\w+|rozwiazani\w+|firm\w+|ofert\w+|partner\w*)
niestety[^.!?\n]{0,40}\bnie\b
""",
        Meaning.NOT_NOW: r"""
(?:do konca|przed koncem|az do) \w+(?: \w+)? nie\b
(?:teraz|na razie|obecnie|w tej chwili|aktualnie|chwilowo|w tym (?:roku|kwartale|momencie|miesiacu)|na ten moment|jeszcze|na chwile obecna|poki co|dzis)[^.!?\n]{0,40}(?:\bnie\b|inne priorytet\w*|brak\b|zamroz\w+|wstrzym\w+|zajec\w+)
\bnie\b[^.!?\n]{0,50}(?:teraz|na razie|obecnie|w tej chwili|aktualnie|chwilowo|w tym (?:roku|kwartale|momencie)|na ten moment|poki co|przed )
(?:odez\w+|wroc\w+|napis\w+|skontaktow\w+|kontakt\w*|zadzwon\w+|porozmawia\w+|przypom\w+|zapytac|zapytaj\w*|ponow\w+|wrocimy|podejsc|rozwaz\w+|pogada\w+|sprob\w+|zglos\w+|pomysl\w+|umow\w+)\b[^.!?\n]{0,40}(?:we? (?:styczniu|lutym|marcu|kwietniu|maju|czerwcu|lipcu|sierpniu|wrzesniu|pazdzierniku|listopadzie|grudniu|przysz\w+|kolejn\w+|nastepn\w+|drug\w+|trzec\w+|czwart\w+|pierwsz\w+|innym|nowym|q[1-4]|okolic\w+)|za (?:\w+ ){0,2}(?:mies\w*|tyg\w*|rok\w*|kwarta\w*|pol roku|jakis czas|kilka)|po (?:wakacjach|swietach|nowym|lecie|urlop\w*|wielkanocy|feriach)|pozniej|jesienia|wiosna|latem|zima|pod koniec|na poczatku|kiedy|gdy|jak (?:\w+ )?(?:bedz|skoncz)|od (?:wrzesnia|stycznia|marca|kwietnia)|innym razem)
pozniej|w przyszlosci|innym razem|moze (?:pozniej|za|w|po|kiedys|jesienia|wiosna)|kiedys\b|na pozniej|przeklad\w+|przelozon\w+|odkladamy|wstrzymane|wstrzymalismy|zawieszon\w+|zamrozon\w+
(?:zly|nie (?:jest to )?(?:najlepszy|dobry|odpowiedni)|niedobry|niewlasciwy) (?:\w+ )?(?:moment|czas)|za wczesnie|zbyt wczesnie
budzet\w*[^.!?\n]{0,40}(?:zamkniet\w+|wyczerpan\w+|rozdyspon\w+|zamrozon\w+|wydan\w+|ustalon\w+|rozplanowan\w+|zaplanowan\w+)|(?:nie ma(?:my|m)?|brak\w*|bez) (?:\w+ )?(?:budzetu|czasu|zasobow|mocy przerobowych|srodkow|przestrzeni)\b
(?:bardzo|zbyt|mocno) zajec\w+|zawalen\w+|zarobien\w+|duzo pracy|w (?:trakcie|srodku) |inne priorytety|nie jest (?:\w+ ){0,3}priorytet\w+|(?:w )?(?:przyszlym|kolejnym|nastepnym) (?:roku|kwartale|miesiacu|polroczu)
""",
        Meaning.REFERRAL: r"""
(?:prosze |najlepiej |lepiej |nalezy |warto |trzeba )?(?:o )?(?:kontakt\w*|kontaktowac sie|skontaktowac sie|pisac|napisac|zwrocic sie|kierowac|skierowac|rozmawiac|porozmawiac|zapytac|zadzwonic|wyslac|przeslac|napisz|skontaktuj sie|zwroc sie|porozmawiaj|uderzac|pytac) (?:\w+ )?(?:bezposrednio )?(?:do|z|ze|na|u)\b (?:@NAME@|[\w.+-]+@|pan[aeiu]\w*|moj\w+|nasz\w+|koleg\w+|kolezank\w+|dzial\w*|kierownik\w*|dyrektor\w*|szef\w*|adres)
(?:moj|moja|moim|moja|nasz|nasza|naszym) (?:koleg\w+|kolezank\w+|szef\w*|przelozon\w+|dyrektor\w*|kierownik\w*|wspolnik\w*|dzial\w*|nastepc\w+)\b
(?:odpowiada|zajmuje sie|decyduje|prowadzi|odpowiedzialn\w+|opiekuje)[^.!?\n]{0,40}(?:@NAME@|pan\b|pani\b|koleg\w+|kolezank\w+|dzial|tym|za (?:to|te|ten|ta)|u nas|ten)(?!.{0,10}(?:nie ja))
(?:wlasciw\w+|odpowiedni\w+|najlepsz\w+) (?:osob\w+|adresat\w*|kontakt\w*) (?:\w+ ){0,3}(?:jest|bedzie|to)\b
(?:przekazal\w*|przekazuje|przeslal\w*|przesylam|podalem|podalam|dodaje|przekaze|przekierow\w+|wlaczam|podaje)\b[^.!?\n]{0,40}(?:@NAME@|do |koleg\w+|kolezan\w+|dzial\w*|wiadomosc|maila|w (?:kopii|cc|dw)|dalej)
w (?:kopii|cc|dw)\b
""",
        Meaning.WRONG_PERSON: r"""
(?:ja )?(?:tu|tutaj) tylko \w+|jestem (?:tu |tutaj )?tylko \w+
(?:ja )?(?:sie )?tym (?:sie )?nie zajmuj\w*|zajmuje sie tylko|to nie (?:moja|moje|moj) (?:dzialka|temat|zakres|sprawa)
(?:niewlasciw\w+|zl[aye]|nieodpowiedni\w+|bledn\w+|zlej|zly|pomylon\w+) (?:osob\w+|adres\w*|kontakt\w*|firm\w+|numer|dzial\w*)
nie jestem (?:\w+ )?(?:wlasciw\w+|odpowiedni\w+|osob\w+|decyzyjn\w+|juz|odpowiedzialn\w+)|to nie do mnie|nie do mnie|pomylk\w+|pomyl\w+|pomyli\w+|zaszla pomylka
nie (?:pracuje|zajmuje sie|odpowiadam|decyduje|mam (?:z tym )?nic wspolnego|lezy w moi\w+|moja dzialka|moj obszar|mnie dotyczy|w mojej gestii|jestem osoba)|juz (?:\w+ )?nie pracuj\w+|(?:odszedlem|odeszlam|zmienilem|zmienilam) (?:z |prac\w+|firm\w+)|na emeryturze|jestem (?:tylko )?(?:stazyst\w+|praktykant\w*|studentk?\w*)
""",
        Meaning.QUESTION: r"""
(?:ile|jak|jaki|jaka|jakie|czy|skad|gdzie|kto|dlaczego|co|czym|kiedy|w jaki|na czym|od czego|po co)\b[^.!\n]{1,160}\?
(?:ile (?:to )?kosztuj\w+|jak (?:to )?dziala|skad (?:panstwo|pani|pan|macie|masz|ma))
(?:mam|mamy) (?:\w+ ){0,2}pytani[ea]
prosze (?:o )?(?:wyjasni\w+|doprecyzowa\w+)
""",
        Meaning.OTHER: r"""
(?:zapoznam|przejrze|przeczytam|zastanowi\w+|przeanalizuj\w+|przemysle|skonsultuj\w+|dam znac|damy znac|odezwe sie|odezwiemy|omowi\w+|przekaze szef\w+|sprawdze|wroce do (?:pana|pani)|przedyskutuj\w+)\b
(?:otrzymal\w+|odebral\w+|przyjal\w+|w razie|jesli bed\w+)\b
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:ciekawe|interesujace|super|swietnie|dobrze|ok|pasuje|tak|zgadzam sie|dobra)\b
(?:poniedzialek|wtorek|sroda|srode|czwartek|piatek)\b
o \d{1,2}(?:[:.]\d\d)?\b
(?:demo|spotkanie)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:niestety|przykro)\b
""",
    },
    negation=r"nie|brak|bez|nigdy|zaden|zadn\w+|ani",
    if_so=r"""
(?:prosze )?(?:o )?wiecej (?:\w+ ){0,3}nie\b
(?:jesli|jezeli|gdyby\w*|w razie|w przypadku) (?:\w+ ){0,5}(?:zainteresowan\w+|potrzeb\w+|interes\w+)
""",
    common=words(
        "nie jest sie i w z na do to o za jak czy po od dla prosze dziekuje dzien dobry "
        "pozdrawiam mi nas tak juz tu tylko ja sa by ale moze pani pan pana co mam mamy w ten u"
    ),
)
