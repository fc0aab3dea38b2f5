#!/bin/sh
# A server that says the password back does not make popfetch say it.
. "${0%/*}/lib.sh"

message a
server_start --fault "err:PASS:1:bad password 'secret', said jim"
pf --stat --trace -v
exits 77 'the login is refused'
like err "bad password '\*\*\*', said jim" 'and why is said without the secret'
like err '^S: <hidden>$' 'which the trace hides, too'
unlike err secret 'it is nowhere'

server_fault 'login:[IN-USE] locked for secret'
pf --timeout 1 --stat
exits 75 'with a response code'
unlike err secret 'it is the same'

# "AGppbQBzZWNyZXQ=" is what PLAIN says for jim.
server_stop
server_start --fault 'err:AUTH:1:bad response AGppbQBzZWNyZXQ='
pf --auth PLAIN --stat --trace
exits 77 'the login is refused with what SASL made of the password'
like err 'bad response \*\*\*$' 'and why is said without that'
unlike err 'ZWNyZXQ' 'it is nowhere'

# Behind the login, too.
server_fault 'err:RETR:1:secret, you may not' --fault 'err:LAST::secret'
pf --keep --maildir Mail --trace --log-file log
exits 65 'a message is refused'
like err 'message 1 stays: \*\*\*, you may not$' 'and why is said without the secret'
like err '^S: <hidden>$' 'which the trace hides, too'
like err '^S: \+OK' 'and nothing else of it'
pf --keep --maildir Mail
pf --json --list
pf --last --log-file log
exits 69 'a command is refused'
like err "'LAST': \*\*\*$" 'likewise'
ok 'it is nowhere' test -s log
not_ok 'not in a file, either' grep -r secret log state out err Mail
finish
