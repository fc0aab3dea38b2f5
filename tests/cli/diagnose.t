#!/bin/sh
# --diagnose: each step with its timing and what it found, and what to change
# where one failed.
. "${0%/*}/lib.sh"

certificates_make
message a
message b

diagnose() {
	run --password-file "$tmp/password" --state-dir "$tmp/state" \
		--diagnose "$@"
}

# found STEP: what the last run found there
found() {
	awk -F '\t' -v step="$1" '$1 == step { print $3 }' out
}

server_start --tls-cert server.pem --implicit
diagnose --tls-ca-file ca.pem "$urls"
exits 0 'all is well'
empty err 'and nothing is said beside it'
is "$(cut -f1 out | uniq | tr '\n' ' ')" "name address connection tls \
certificate name certificate issuer certificate valid from \
certificate valid until certificate fingerprint public key fingerprint \
greeting capabilities capability login maildrop " 'step by step'
unlike out '^(name|connection|tls|greeting|capabilities|login|maildrop)	[^0-9]' \
	'each with its time'
is "$(found connection)" "127.0.0.1:$port" 'the address'
like out '^tls	[0-9.]+	TLSv1\.[23], [A-Z0-9_-]+$' 'version and cipher'
is "$(found 'certificate name' | tr '\n' ' ')" 'localhost 127.0.0.1 ' \
	'the names in the certificate'
digest=$(openssl x509 -in server.crt -noout -fingerprint -sha256 | cut -d= -f2)
is "$(found 'certificate fingerprint')" "$digest" 'its fingerprint'
like out '^capability		UIDL$' 'the capabilities'
like out '^maildrop	[0-9.]+	2 messages, [0-9]+ octets$' 'the maildrop'
unlike out secret 'but not the password'

diagnose "$urls"
exits 77 'an authority that is not known'
is "$(found 'certificate fingerprint')" "$digest" \
	'the fingerprint is there to compare'
like out '^advice		.*--tls-ca-file' 'and what can be done'
unlike err '[-]-diagnose' 'which is not sent on to --diagnose'
is "$(said 'USER.*|AUTH.*|PASS.*')" 1 'and nobody logged in with it'
log_forget
diagnose "$urls"
is "$(said '.*')" 0 'nor is anything else said to it'
server_fault 'greeting:-ERR trust me' --tls-cert server.pem --implicit
diagnose "$urls"
exits 77 'whatever it greets with'
is "$(wc -l <err | tr -d ' ')" 1 'which is not listened to'

server_stop
server_start --tls-cert server.pem
diagnose --tls-ca-file ca.pem "$url"
exits 0 'STLS'
is "$(cut -f1 out | grep -nE '^(greeting|tls|login)' | cut -d: -f2 |
	tr '\n' ' ')" 'greeting tls login ' 'comes behind the greeting'

server_fault no-stls
diagnose "$url"
exits 77 'no STLS'
like out '^failed	[0-9.]+	server .* STLS' 'is what failed'
like out '^advice		try pops://' 'with what to try instead of the URL'
diagnose --tls starttls --host 127.0.0.1 --port "$port" --user jim
like out '^advice		try --tls implicit' 'or of the option'

server_fault err:PASS
diagnose --tls none "$url"
exits 77 'a refused login'
like out '^advice		check --user' 'has its advice, too'

server_fault stall:PASS
diagnose --tls none --timeout 1 "$url"
exits 75 'a login without an answer'
like out '^advice		.*--timeout' 'wants patience'
unlike out '^advice		.*TLS' 'and not TLS: the server has greeted'

server_fault err:STAT
diagnose --tls none "$url"
exits 69 'a command that is refused'
like out '^advice		' 'has some, too'
run --tls none --state-dir "$tmp/state" --password-file nowhere --diagnose \
	"$url"
exits 66 'a password that is not there'
like out '^failed	[0-9.]+	there is no password' 'is a step that failed'
is "$(tail -n 1 out | cut -f 1)" advice 'with what to check'

server_stop
diagnose "pops://jim@127.0.0.1:$port"
exits 69 'a refused connection'
like out '^failed	[0-9.]+	cannot connect' 'is said'
like out '^advice		check --host and --port' 'with what to check'
finish
