// Examples of commands that are typed alike in every language; names in them are invented.

export const examples = {
  "example.card show": "chirograph card show --against vesland.card",
  "example.card write": "chirograph card write northland.card",
  "example.card add": "chirograph card add vesland.card --address vesland.example:7401",
  "example.card confirm": "chirograph card confirm VES 12345 67890 ...",
  "example.roster show": "chirograph roster show",
  "example.roster change": "chirograph roster change northland-1.card --root-folder /media/root --phone \"+00 1 555 0199\"",
  "example.roster adopt": "chirograph roster adopt northland-1.card",
  "example.station request": "chirograph station request station2 second.request --card northland.card --name en=\"Second site\" --address site2.example:7401",
  "example.station add": "chirograph station add second.request second.answer --address site1.example:7401",
  "example.station join": "chirograph station join station2 second.answer",
  "example.station pass-seat": "chirograph station pass-seat 34750f98bd59",
  "example.charter template": "chirograph charter template --with VES > charter.json",
  "example.charter propose": "chirograph charter propose --with VES --until 7d",
  "example.charter show": "chirograph charter show",
  "example.charter accept": "chirograph charter accept --until 7d",
  "example.start": "chirograph start station",
  "example.draft list": "chirograph draft list",
  "example.draft show": "chirograph draft show 3fa9c2",
  "example.draft approve": "chirograph draft approve 3fa9c2 --hash \"1a2b 3c4d 5e6f 7081\"",
  "example.draft discard": "chirograph draft discard 3fa9c2",
  "example.list": "chirograph list --waiting",
  "example.show": "chirograph show VES:105\nchirograph show VES:105 --proof",
  "example.take": "chirograph take VES:105",
  "example.hold": "chirograph hold VES:105 --next-word-by 30m",
  "example.bearer list": "chirograph bearer list",
  "example.bearer add":
    "chirograph bearer add sat datagram --listen 0.0.0.0:7402 --peer VES=192.0.2.7:7402 --preset satellite\n"
    + "chirograph bearer add radio modem --modem 127.0.0.1:8001 --peer VES --preset hf-300\n"
    + "chirograph bearer add wire serial --device /dev/ttyUSB0 --baud 9600 --peer VES --rate 9600\n"
    + "chirograph bearer add far gateway --socket /run/chirograph/gateway.sock --way sat --headers 28 "
    + "--peer VES --preset satellite\n"
    + "chirograph bearer add diode spool --out /spool/out --one-way --peer VES",
  "example.bearer change": "chirograph bearer change sat --rate 4800 --loss 2",
  "example.bearer remove": "chirograph bearer remove sat",
  "example.link run":
    "chirograph link udp --a 127.0.0.1:7501 --to-a 127.0.0.1:7401 --b 127.0.0.1:7502 --to-b 127.0.0.1:7402 --preset satellite --control link.sock\n"
    + "chirograph link modem --a 127.0.0.1:8001 --b 127.0.0.1:8002 --preset hf-300\n"
    + "chirograph link serial --preset hf-75\n"
    + "chirograph link tcp --a 127.0.0.1:7501 --to-b 127.0.0.1:7401 --set \"rate=2400 delay=600 loss=5\"",
  "example.link tell":
    "chirograph link tell link.sock set rate=300 loss=10 there.delay=900\n"
    + "chirograph link tell link.sock preset hf-75\n"
    + "chirograph link tell link.sock stat",
  "example.gateway":
    "chirograph gateway --socket /run/chirograph/gateway.sock --udp sat=0.0.0.0:7402,192.0.2.7:7402\n"
    + "chirograph gateway --socket gateway.sock --modem radio=127.0.0.1:8001 --serial wire=/dev/ttyUSB0,9600\n"
    + "chirograph gateway --listen 0.0.0.0:7410 --key gateway.key --card NDL.card --modem radio=127.0.0.1:8001\n"
    + "chirograph gateway --udp sat=0.0.0.0:7402,192.0.2.7:7402 --spool sat=/spool/heard,/spool/said",
  "example.line show": "chirograph line show",
  "example.line test": "chirograph line test VES",
  "example.export": "chirograph export record.chirograph --withhold VES:105",
  "example.publish": "chirograph publish NDL:105 --out communique",
  "example.text compile": "chirograph text compile NDL:105 --out copies",
  "example.text align": "chirograph text align en=joint.en.txt ru=joint.ru.txt --into clauses",
  "example.text check-files": "chirograph text check-files en=joint.en.txt ru=joint.ru.txt",
  "example.proof": "chirograph proof VES:105 --tlog answer.tlog-proof",
  "example.evidence list": "chirograph evidence list",
  "example.evidence save": "chirograph evidence save 0123456789abcdef vesland.fork",
  "example.evidence time": "chirograph evidence time NDL:88 times.evidence",
  "example.verify": "chirograph verify record.chirograph --root northland.card --root vesland.card",
  "example.witness init": "chirograph witness init witness --name witness.example/1 --listen 127.0.0.1:7480",
  "example.witness card": "chirograph witness card witness northland.card",
  "example.witness start": "chirograph witness start witness",
  "example.witness evidence":
    "chirograph witness evidence http://127.0.0.1:7480\n"
    + "chirograph witness evidence http://127.0.0.1:7480 0123456789abcdef found.evidence",
  "example.witness trust": "chirograph witness trust witness.pub --address https://witness.example/",
  "example.witness distrust": "chirograph witness distrust witness.example/1",
  "example.witness list": "chirograph witness list",
  "example.witness name": "chirograph witness name witness.pub",
  "example.backup":
    "chirograph backup ./ndl --to /media/safe\nchirograph backup ./ndl --keys --to /media/vault/ndl.keys",
  "example.restore": "chirograph restore /media/safe/NDL-20261122T1430Z.backup ./ndl --keys /media/vault/ndl.keys",
  "example.memory show": "chirograph memory",
  "example.memory join": "chirograph memory join --root-folder /media/root",
  "example.memory confirm": "chirograph memory confirm --officer \"Watch officer Anna\"",
  "example.drill restore":
    "chirograph drill restore\nchirograph drill restore ./ndl --passphrase-file /etc/chirograph/backup-passphrase",
  "example.drill site-loss": "chirograph drill site-loss",
  "example.drill total-loss": "chirograph drill total-loss",
  "example.station rebuild": "chirograph station rebuild ndl-new ndl-new.card",
  "example.drill compromise": "chirograph drill compromise",
  "example.doctor": "chirograph doctor",
  "example.officer list": "chirograph officer list",
  "example.demo": "chirograph demo --port 8700",
  "example.officer roles": "chirograph officer roles \"Watch officer Anna\" watch,releaser",
  "example.officer withdraw": "chirograph officer withdraw \"Watch officer Anna\"",
  "example.officer reset": "chirograph officer reset \"Watch officer Anna\"",
  "example.officer sessions": "chirograph officer sessions --officer \"Administrator\"",
  "example.officer revoke": "chirograph officer revoke 3f9a27c1b0d4",
  "example.memory ask": "chirograph memory ask /media/stick/join-asked",
  "example.memory sign": "chirograph memory sign /media/stick/join-asked /media/stick/join-signed --root-folder /media/root",
  "example.agree list": "chirograph agree --json",
  "example.agree assent": "chirograph agree assent 8c41de90aa17 --officer \"Releaser Boris\"",
  "example.agree discard": "chirograph agree discard 8c41de90aa17",
  "example.officer proposals": "chirograph officer proposals",
  "example.officer approve": "chirograph officer approve 8c41de90aa17 --officer \"Administrator\"",
  "example.officer discard": "chirograph officer discard 8c41de90aa17",
  "example.officer policy": "chirograph officer policy author refuse",
  "example.officer recover":
    "chirograph officer recover --folder ndl --root-folder /media/root --officer \"Administrator:administrator\"",
  "example.watch show": "chirograph watch",
  "example.watch take": "chirograph watch take --officer \"Watch officer Anna\"",
  "example.watch prepare": "chirograph watch prepare \"Quiet; VES tests at 06:00Z\"",
  "example.watch seen": "chirograph watch seen VES:105",
  "example.watch accept": "chirograph watch accept --officer \"Watch officer Boris\"",
  "example.courier status": "chirograph courier",
  "example.courier export": "chirograph courier export --to VES /media/stick",
  "example.courier import": "chirograph courier import /media/stick",
  "example.courier show": "chirograph courier show /media/stick/NDL-to-VES-1f2e3d-20261126T021500Z.bundle",
  "example.courier qr": "chirograph courier qr NDL:105 --out flash.png",
  "example.courier read-qr": "chirograph courier read-qr photo-1.png photo-2.png",
  "example.commitment list": "chirograph commitment list --state due",
  "example.commitment show": "chirograph commitment show 3fa9c2:1",
  "example.commitment template": "chirograph commitment template > schedule.json\nchirograph commitment template --text NDL:40 > schedule.json",
  "example.commitment propose": "chirograph commitment propose schedule.json",
  "example.commitment accept": "chirograph commitment accept 3fa9c2 --until 7d",
  "example.commitment claim": "chirograph commitment claim 3fa9c2:1 --evidence list.pdf",
  "example.commitment verify": "chirograph commitment verify 3fa9c2:1",
  "example.commitment waive": "chirograph commitment waive 3fa9c2:1",
  "example.commitment toll": "chirograph commitment toll 3fa9c2:1 --from 2027-01-08T00:00Z --to 2027-01-12T00:00Z --agreed",
  "example.commitment object": "chirograph commitment object VES:105",
  "example.follow": "chirograph follow --since 30d",
  "example.text list": "chirograph text",
  "example.text show": "chirograph text show 3fa9c2",
  "example.text begin":
    "chirograph text begin --title \"en=Joint communique\" --title \"ru=Совместное коммюнике\" --purpose communique",
  "example.text paste": "chirograph text paste 3fa9c2 --file en=communique.en.txt --file ru=communique.ru.txt",
  "example.text offer":
    "chirograph text offer 3fa9c2 --text \"en=The parties shall meet.\" --text \"ru=Стороны встречаются.\"\nchirograph text offer 3fa9c2 --amend 2 --text \"en=They [NDL: shall] meet.\" --text \"ru=Они [NDL: должны] встретиться.\"\nchirograph text offer 3fa9c2 --join 3,4 --text en=... --text ru=...\nchirograph text offer 3fa9c2 --move 5 --after 1",
  "example.text accept": "chirograph text accept 3fa9c2 VES:12\nchirograph text accept 3fa9c2 --all",
  "example.text reserve": "chirograph text reserve 3fa9c2 VES:12.2 --note \"Ad referendum to the capital\"",
  "example.text refuse": "chirograph text refuse 3fa9c2 VES:12.1",
  "example.text withdraw": "chirograph text withdraw 3fa9c2 NDL:9",
  "example.text history": "chirograph text history 3fa9c2 2",
  "example.text compare": "chirograph text compare 3fa9c2 2 --from NDL:9 --to VES:12",
  "example.text check": "chirograph text check 3fa9c2",
  "example.text fair-copy": "chirograph text fair-copy 3fa9c2",
  "example.text adopt": "chirograph text adopt 3fa9c2 --until 7d --hash \"1a2b 3c4d 5e6f 7081\"",
  "example.text decline": "chirograph text decline 3fa9c2 \"Clause 4 is not what we said\"",
  "example.text note":
    "chirograph text note 3fa9c2 --clause 2 \"Six weeks at most\"\nchirograph text note 3fa9c2 --clause 2 --text en=... --text ru=...",
  "example.commitment evidence": "chirograph commitment evidence 3fa9c2:1 1 --to list.pdf",
} as const;
