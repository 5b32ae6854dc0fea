"""Words that tell which language a sentence is in, and nouns in both numbers."""

import re

_NORWEGIAN = """og av til som med er det den skal blir betaler nøkkel nøkkelen å på avrunda avrundet avrunding avrundinga avrundingen beløp
    beløpet del delen deler etter likt kommune kommunen fordeling mellom"""
_NYNORSK = """ikkje frå kommunar kommunane medlemer medlemene ein eit dei noko nokon kva kven korleis berre òg heile innbyggjar innbyggjarar
    folketal folketala gjev gjeld saman tal tala talet rekkjefølgje sjølv desse fleire meir brukar brukarar eining eininga auke auken utgjer
    kvar kvart dekkjer følgjer vart vere vore gjer høgst høgste beløpa summane åleine avrekninga saksopplysningar konsekvensar"""
_BOKMAAL = """ikke fra kommuner kommunene medlemmer medlemmene et noe noen hva hvem hvordan bare også hele innbygger innbyggere innbyggerne
    folketall folketallet gir gjelder sammen tall tallet tallene rekkefølge rekkefølgen selv nå disse flere mer bruker brukere enhet enheten
    enheter økning økningen utgjør hver hvert hvis dekker følger ble være vært gjør høyst høyeste beløpene alene avregning avregningen
    saksopplysninger konsekvenser"""
_ENGLISH = """the of and is are by share shares shared municipality municipalities key pays paid amount amounts rounded rounding remainder
    covered increase party parties member members what which"""

OTHERS = {
    language: re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(' '.join(words).split())})(?!\w|[/.-]\w)")
    for language, words in {
        "en": (_NORWEGIAN, _NYNORSK, _BOKMAAL),
        "nn": (_ENGLISH, _BOKMAAL),
        "nb": (_ENGLISH, _NYNORSK),
    }.items()
}
"""What a sentence of a language has none of."""

NOUNS = {
    "nn": {"kommune": "kommunar", "medlem": "medlemer", "part": "partar", "innbyggjar": "innbyggjarar", "termin": "terminar",
           "faktura": "fakturaar", "post": "postar", "rest": "restar", "eining": "einingar", "periode": "periodar", "sats": "satsar"},
    "nb": {"kommune": "kommuner", "medlem": "medlemmer", "part": "parter", "innbygger": "innbyggere", "termin": "terminer",
           "faktura": "fakturaer", "post": "poster", "rest": "rester", "enhet": "enheter", "periode": "perioder", "sats": "satser"},
    "en": {"municipality": "municipalities", "member": "members", "party": "parties", "inhabitant": "inhabitants",
           "instalment": "instalments", "invoice": "invoices", "item": "items", "remainder": "remainders", "leftover": "leftovers",
           "unit": "units", "period": "periods"},
}  # fmt: skip
"""What is counted: one, and several."""
