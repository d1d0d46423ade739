"""What do the basic wishes mean when they are German, Spanish or French?

Word by word and turn by turn into English, the longest turn first; what is not in the table stays, and is asked about
like any unknown word. A sentence is in another language when more of its words are that language's than English.
"""

from __future__ import annotations

from typing import Final

LONGEST_TURN: Final = 4
GERMAN: Final = """
mach=make|mache=make|machen=make|macht=make|mal=|bitte=please|die=the|der=the|das=it|den=the|dem=the|ein=a|eine=a|einen=a|
und=and|oder=or|dann=then|aber=but|nicht=not|kein=no|keine=no|keinen=no|ohne=without|nur=only|alles=everything|alle=all|
außer=except|ausser=except|alles außer=everything except|alles ausser=everything except|bis auf=except|für=for|fuer=for|
über=over|ueber=over|auf=to|um=by|von=of|im=in|ist=is|sind=are|es=it|ich=i|will=want|möchte=want|moechte=want|hätte gern=want|
mehr=more|weniger=less|viel=much|viel zu=too|zu viel=too much|zu viele=too many|etwas=a bit|ein bisschen=a bit|bisschen=a bit|ein wenig=a bit|leicht=slightly|zu=too|
noch=|etwas mehr=a bit more|schneller=faster|schnell=fast|langsamer=slower|langsam=slow|lauter=louder|laut=loud|leiser=quieter|leise=quiet|
dichter=denser|dicht=dense|voller=fuller|dünner=thinner|duenner=thinner|dunkler=darker|dunkel=dark|heller=brighter|härter=harder|
haerter=harder|hart=hard|weicher=softer|ruhiger=calmer|hypnotischer=more hypnotic|treibender=driving|tiefer=deeper|
wilder=wilder|roher=rawer|luftiger=airier|lockerer=looser|straffer=tighter|enger=tighter|menschlicher=more human|
minimaler=more minimal|schmutziger=dirtier|fröhlicher=happier|spannender=tenser|einfacher=simpler|
raus=out|weg=out|aus=off|rein=in|wieder=back|wieder rein=back in|zurück=back|zurueck=back|wieder da=back|hoch=up|rauf=up|
runter=down|nimm=take|nehmen=take|gib=give|gib mir=give me|lass=let|lasse=let|bring=bring|hol=bring|setz=set|stell=set|schalte=turn|
takt=bar|takte=bars|takten=bars|prozent=percent|tempo=tempo|lautstärke=volume|
bassdrum=kick|bass drum=kick|kick=kick|hihat=hats|hihats=hats|hi hat=hats|hi hats=hats|becken=hats|geschlossene hihat=closed hat|
geschlossenen hihat=closed hat|geschlossene hi hat=closed hat|offene hihat=open hat|offenen hihat=open hat|offene hi hat=open hat|offene hat=open hat|snare=snare|
kleine trommel=snare|klatscher=clap|klatschen=clap|schlagzeug=drums|
stopp=stop|halt=stop|anhalten=stop|los=play|spiel=play|spiele=play|weiter=continue|zurücknehmen=undo|rückgängig=undo|
mach das rückgängig=undo|nimm das zurück=undo|aufnehmen=record|aufnahme=record|aufnahme starten=start recording|
aufnahme stoppen=stop recording|speichern=save|speichere das als=save this as|speicher das als=save this as|lade=load|ein fill=a fill|
jetzt=now|sofort=now|stumm=mute|stummschalten=mute|solo=solo|wie schnell=how fast|wie=how|was=what|warum=why|läuft=is playing|hilfe=help|nochmal=again|noch einmal=again|
beide=both|andere=the other one|lassen=leave|lass die=leave the|so lassen=as it is|füll=fill|halbe=half|doppelt=double|swing=swing
"""
SPANISH: Final = """
más=more|mas=more|menos=less|mucho=much|muy=very|demasiado=too|un poco=a bit|un poco más=a bit more|un poquito=a touch|poco=bit|el=the|
la=the|los=the|las=the|un=a|una=a|de=of|del=of the|en=in|con=with|y=and|o=or|pero=but|no=not|sin=without|solo=only|sólo=only|
todo=everything|todos=all|todo menos=everything except|excepto=except|salvo=except|menos el=except the|para=for|por=for|durante=for|
a=to|al=to the|por favor=please|quiero=want|quisiera=want|dame=give me|haz=make|hazlo=make it|hazla=make it|pon=put|ponme=give me|que sea=make it|
rápido=fast|rapido=fast|más rápido=faster|mas rapido=faster|más rapido=faster|lento=slow|más lento=slower|mas lento=slower|
más despacio=slower|mas despacio=slower|despacio=slow|fuerte=loud|más fuerte=louder|mas fuerte=louder|más suave=softer|
mas suave=softer|más bajo=quieter|más oscuro=darker|mas oscuro=darker|oscuro=dark|más duro=harder|mas duro=harder|duro=hard|
más denso=denser|más profundo=deeper|más hipnótico=more hypnotic|hipnótico=hypnotic|hipnotico=hypnotic|más tranquilo=calmer|
tranquilo=calm|más brillante=brighter|más salvaje=wilder|más sucio=dirtier|más simple=simpler|más humano=more human|más vacío=emptier|más lleno=fuller|
quita=mute|quitar=mute|quítame=mute|saca=mute|corta=mute|silencia=mute|apaga=mute|elimina=mute|fuera=out|vuelve=back|de vuelta=back|trae=bring|trae de vuelta=bring back|
devuelve=unmute|devuélveme=unmute|regresa=unmute|mete=unmute|sube=turn up|subir=turn up|baja=turn down|bajar=turn down|
compás=bar|compas=bar|compases=bars|por ciento=percent|tempo=tempo|volumen=volume|velocidad=speed|
bombo=kick|bombos=kicks|charles=hats|platillos=hats|platos=hats|hi hat=hats|hihat=hats|charles cerrado=closed hat|charles abierto=open hat|hi hat abierto=open hat|
hi hat cerrado=closed hat|hihat abierto=open hat|caja=snare|redoblante=snare|palmas=clap|palmada=clap|batería=drums|bateria=drums|
para la música=stop the music|para=stop|detén=stop|deten=stop|empieza=play|toca=play|sigue=continue|deshaz=undo|deshacer=undo|
graba=record|grabar=record|para de grabar=stop recording|guarda=save|guarda esto como=save this as|carga=load|un redoble=a fill|relleno=fill|ahora=now|otra vez=again|
cuánto=how|qué=what|a qué velocidad=how fast|ayuda=help|ritmo=groove|deja=leave|durante los próximos=for the next|durante 8=for 8|durante 4=for 4|durante 16=for 16
"""
FRENCH: Final = """
plus=more|moins=less|beaucoup=much|très=very|trop=too|un peu=a bit|un peu plus=a bit more|un peu moins=a bit less|le=the|la=the|
les=the|un=a|une=a|de=of|du=of the|des=of the|d=of|l=the|en=in|dans=in|avec=with|et=and|ou=or|mais=but|pas de=no|pas=not|ne=|sans=without|
seulement=only|que=only|tout=everything|tous=all|tout sauf=everything except|sauf=except|pour=for|pendant=for|sur=on|à=to|a=to|
au=to the|stp=please|s'il te plaît=please|s'il te plait=please|s'il vous plaît=please|je=i|veux=want|voudrais=want|donne=give|
donne moi=give me|mets=put|mettez=put|fais=make|rends=make|plus vite=faster|plus rapide=faster|accélère=faster|accelere=faster|ralentis=slower|
plus lent=slower|plus lentement=slower|moins vite=slower|plus fort=louder|moins fort=quieter|plus doux=softer|plus sombre=darker|
sombre=dark|plus dur=harder|dur=hard|plus dense=denser|dense=dense|plus profond=deeper|plus hypnotique=more hypnotic|
hypnotique=hypnotic|plus calme=calmer|calme=calm|plus clair=brighter|plus sauvage=wilder|plus sale=dirtier|plus simple=simpler|
plus humain=more human|plus serré=tighter|plus aéré=airier|plus vide=emptier|coupe=mute|coupez=mute|enlève=mute|enleve=mute|retire=mute|vire=mute|
supprime=mute|dehors=out|remets=unmute|remet=unmute|ramène=unmute|ramene=unmute|rends moi=give me back|reviens=come back|de retour=back|monte=turn up|
augmente=increase|baisse=turn down|diminue=reduce|mesure=bar|mesures=bars|pour cent=percent|tempo=tempo|volume=volume|vitesse=speed|
grosse caisse=kick|kick=kick|charley=hats|charleston=hats|charlestons=hats|cymbales=hats|charley fermé=closed hat|charley ferme=closed hat|
charley ouvert=open hat|caisse claire=snare|clap=clap|claps=clap|batterie=drums|arrête=stop|arrete=stop|arrêtez=stop|arrête la musique=stop the music|joue=play|
démarre=play|demarre=play|vas y=play|continue=continue|annule=undo|annuler=undo|reviens en arrière=undo|enregistre=record|sauvegarde=save|garde ça comme=save this as|charge=load|
un roulement=a fill|un break=a breakdown|maintenant=now|encore=again|combien=how|quel=what|quelle=what|à quelle vitesse=how fast|aide=help|laisse=leave|rythme=groove
"""
TELLING: Final = {
    "de": frozenset(
        "mach mache machen die der das den dem und ein eine einen nicht kein keine ohne nur für fuer mehr weniger bitte raus weg "
        "wieder takte takt takten lauter leiser schneller langsamer dichter dunkler härter haerter alles zu viel auf ist nimm gib "
        "stopp etwas bisschen zurück zurueck rein hoch runter lass wie spiel aufnahme jetzt nochmal ruhiger tiefer weiter "
        "rückgängig hypnotischer möchte treibender lade".split()
    ),
    "es": frozenset(
        "más menos el la los las un una de del en con y sin quita sube baja rápido rapido lento fuerte bombo caja compases compas "
        "oscuro duro quiero dame haz pon por favor todo para durante vuelve devuelve saca corta palmas poco platillos charles "
        "mas despacio deshaz graba trae otra vez guarda carga silencia hazlo empieza sigue mete".split()
    ),
    "fr": frozenset(
        "plus moins le la les un une de du des et avec sans coupe enlève enleve remets charley caisse claire mesures mesure "
        "pendant vite fort sombre dur monte baisse arrête arrete joue annule sur pour mets fais tout sauf peu grosse pas trop "
        "encore ralentis accélère accelere calme profond laisse ramène coupez".split()
    ),
}
"""Words that tell a language."""
TABLES: Final = {
    language: {
        pair.partition("=")[0].strip(): pair.partition("=")[2].split()
        for pair in text.replace("\n", "").split("|")
    }
    for language, text in (("de", GERMAN), ("es", SPANISH), ("fr", FRENCH))
}
LEAST_TELLING: Final = 2


def language_of(words: list[str], english: frozenset[str]) -> str:
    """Return "de", "es" or "fr" for words that are more of that language than English, "en" otherwise."""
    said = [word for word in words if word.isalpha()]
    ours = sum(word in english for word in said)
    best = max(TELLING, key=lambda language: sum(word in TELLING[language] for word in said))
    telling = sum(word in TELLING[best] for word in said)
    strange = sum(word in TELLING[best] and word not in english for word in said)
    known = sum(word in TABLES[best] for word in said)
    if strange and (telling >= LEAST_TELLING or known >= ours) and known >= ours:
        return best
    return "en"


def in_english(words: list[str], language: str) -> list[str]:
    """Return words of another language as English ones."""
    table = TABLES[language]
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_TURN, len(words) - at), 0, -1):
            turn = " ".join(words[at:at + length])
            if turn in table:
                found += table[turn]
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return found
