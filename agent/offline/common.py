"""Which words say nothing here, and which are of something else altogether?"""

from __future__ import annotations

from typing import Final

FILLERS: Final = frozenset("""
round run rhythmically section sections sounding vibey proper
thinking target targets setting value parameter band range been bring ourselves right rather cheers fun
a able about across ah alas allow allowed allowing allright almighty along already alright also although always am
amazing among an any anymore anything anyway anyways are around as ask asked asking at attempt audience awesome aye
babe bandmate banger bangers basically be beautiful became because become becoming been beg behold being believe
beseech between bleeding bloody body boss brilliant bro brother bruh bruv btw buddy by came can captain cause chance
chief christ class club come comes coming command comrade cos could couple coz crowd current currently cuz damn damned
dancefloor dancers darling dash dat dear dem demand did dis dj do does doing done dope drummer dude dunno each ear
ears eek effing eh either end ending entire er erm especially evening ever excellent excuse eyes fab fam fantastic
favor favour feel feeling feels feet felt few first flair flavor flavour flipping folk folks forth frankly freaking
friend friends from fuckin fucking fyi geezer general generally get gets getting gig god goes going gonna good
gorgeous gosh got grant great guess guy guys had haha hark has hath having he head heart heck hehe hell henceforth her
hey his hither hm hmm homie honestly honey hope hoping how i imho immediately imo implore innit instantly into is its
itself jam jeez jesus kind kindly know lad lads last lets life like liked likes liking line lit literally lo lol look
looks lord love loved lush m8 madam maestro man manner mate may maybe me merely might mighty mind minding mint moment
mood mostly music my myself name neat needed next nice nicely night nope now nowadays o obviously of oh ok okay okey
omg onto ooh opinion ouch ought our ourselves overall own pal pardon part particularly partner party people perhaps
personally piece place plea please pls plz point possible possibly prefer present prithee probably promptly purely
quickly ready reckon require required right ruddy said say saying says seem seemed seems several shall she shortly
should sick side sight simply since sir sire sister sit sits sitting so somehow something somewhere soon sorry sort
sound sounding sounds splash still stuff supposed sure sweet sweetie ta taste tbh techno tell than the thee their
themselves there thingy think thou though through thx thy till ting title titled today told tonight total toward
towards trying tune tunes uh um under upon us used various verily via vibe vibes vibing wanna wanted wants was we well
went were what where which who whoa whole whom why wicked will wish with wonder wonderful wondering world worth would
wow ya ye yeah yep yer yes yet yo yonder you your yourself
""".split())
"""Words that change nothing about a wish, wherever they stand: manners, names for a friend, praise, small words."""

FOREIGN: Final = frozenset("""
strings singing sings sang wobble growl nothings subbass supersaw keyboard keyboards bagpipes ukulele banjo choir orchestra
actor airport alarm alexa alphabet anniversary api arp arpeggio autotune bash bassline basslines bathroom battery
beach bedroom beer beethoven beyonce bike birthday bitcoin boat book boyfriend breakfast browser bug burger bus buy
calendar call calories capital car cat cats celebrity chatgpt chess chord chords chorus christmas code coffee compile
compress compressed compression compressor computer cook country credential credentials crypto cutoff dad delay
dentist detune detuned dictionary diet dinner directory disk distort distorted distorting distortion doctor documents
dog dogs door download drawing echo eiffel election email emails engine eq equalizer equation essay everest exam excel
facebook file files filesystem film filter filtered flanger flight flute folder food football forecast france fridge
function game games garden girlfriend google guitar gym haiku harmonies harmony heating history holiday homework
horoscope hotel html husband image instagram instructions integral internet invoice java javascript jazz joke jokes
kids king kitchen lamp landlord laptop laser lasers lawyer lead leads league letter lfo lights limerick lisbon london
lottery lunch lyrics mail major math meaning meeting melodic melodies melody message minister minor mom money moon
mouse movie mozart neighbour neighbours netflix news novel octave openai opera order organ oscillator oven overdrive
pad paint pan panned panning paris password passwords pasta pdf peru phaser phone photo photos piano picture pictures
pitch pizza plane planet plugin poem poetry politics pope president printer program projector prompt pub puppy python
rain rap recipe regex religion remind reminder rent resonance restaurant reverb riddle river rm romeo rust sample
sampler samples sandwich saturation saxophone script seats secret secrets sell server shakespeare shell shirt shoes
shopping sidechain sing singer siri smoke sms snow sonata sonnet soundcloud soup spell sports spotify spreadsheet sql
stereo stock stocks story street sudo sun sushi symphony synonym synth synthesiser synthesizer synths tax taxes taxi
tea temperature tennis terminal text ticket tickets tiktok timer token tokens tokyo tower train translate translation
travel trumpet tuning tweet twitter uber umbrella university upload url vacation video violin visuals vocal vocals
voice vst wavetable weather website wedding weekend wife wifi wikipedia window wine youtube zodiac
""".split())
"""Words of what this program does not do: everyday matters, files and secrets, and sounds that no drum machine has."""

EVERYDAY: Final = frozenset("""
thinking table users user variables variable environment
beast bikes boats cake calm camp card care case cash cast cell chair chat cheap cheat check child china city claim
clean clear climb clips clock close cloth coach coast coat coats cold copy core cost count court cover craft cream
crew crime cross crown daily dance dark data date dawn days dead deal death debt deep deny depth desk dial dirt dirty
disc dish dose doubt down dozen draft drama draw dream dress drew drink drop drug dual duke dust duty earn ease east
easy edge else even evil exit face fact fail fair fall farm fast fate fear feast feed fell fill find fine fire firm
fish flare flat floor flow flower foot form four free fuel fund gate gave gift girl give glad glare goal goats gold
gone gray grew grow half hall hand hang happy hard harm hate have hear heard heat help here hikes hips home hour late
least left less lift lips list live lose loss lost luck made main make male many mark mass matter mean meet mine miss
morning most move must near neck need never none nose note once only over page paid pain pair pass past path person
pick plan play plays plot plus police poor post power press price print prize proof proud prove pull push queen race
radio rate reach read real refer rest rice rich ring road roast rock role room root rose round royal rule rural safe
sale salt same sand save scale scare scene score seat seed seek send sense sent serve seven sewing shape share sharp
sheet shelf shift shine ship ships shock shoot shop short show shown shut sign site size skill skin sleep slide slip
slow small smart smile snack snake solid solve some song soul south spare speak spend spoke sport spot staff stage
stake stand star stare start state stay steam steel step stick stone stop store storm strip style such sugar suit swim
table take talk tall teach term test thank that them theme then these they thick thing third this those three throw
tight time tired toast tomorrow took touch tough town track trade treat tree trend trial trip true trust truth turn
twice type union until upper urban usual value visit vital wait walk want waste watch water wheel when while white
whose word work write wrong year yesterday yield young yours youth
""".split())
"""Words of every day that are near to words of the trade and are not mended into them."""
