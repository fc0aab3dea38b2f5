#!/bin/sh
# What the server announced is remembered, so that a fetch need not ask; and
# asked for again when it may have changed.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

state_file() {
	echo "$tmp/state/jim@127.0.0.1:$port.uidl"
}

# older SECONDS: what is remembered was recorded so much earlier
older() {
	perl "$SOURCE/tests/cli/age.pl" "$1" "$(state_file)"
}

fetch() {
	log_forget
	pf --keep --maildir Mail "$@"
}

message a one
server_start
fetch -v --dry-run
exits 0 'a rehearsal'
unlike err 'remember' 'remembers nothing, which goes without saying'
fetch
exits 0 'the first fetch'
is "$(said CAPA)" 2 'asks before login and after'
is "$(grep -c '^announced' "$(state_file)")" 1 'and remembers it'

message b two
fetch
exits 0 'the next one'
is "$(said CAPA)" 0 'does not ask'
is "$(files Mail)" 2 'and fetches what is new'
await grep -q 'C: QUIT$' "$log"
is "$(said QUIT)" 1 'and says QUIT'
is "$(grep -c '^announced' "$(state_file)")" 1 'and records nothing again'
log_forget
pf --list
is "$(said CAPA)" 2 'whoever looks by hand asks'

# ---- When it is no longer so -----------------------------------------------------

older 86000
fetch
is "$(said CAPA)" 0 'it is believed for a day'
older 500
fetch
is "$(said CAPA)" 2 'and not for longer'
older -5000
fetch
is "$(said CAPA)" 2 'nor where it is from the future'

server_fault no-pipelining
fetch --timeout 1
exits 75 'a server that loses what is pipelined costs one run'
fetch
exits 0 'and no more'

server_fault no-last
older 100000
fetch
server_fault err:UIDL
fetch
exits 69 'a server that has no UIDL any more fails'
like err "server refused 'UIDL'" 'and is not taken for one without'
fetch
is "$(said CAPA)" 2 'behind a failure the next run asks'
server_fault no-last
fetch
exits 0 'once all is well again'
is "$(said CAPA)" 2 'it is asked'
fetch
is "$(said CAPA)" 0 'once'
is "$(files Mail)" 2 'and nothing has come twice'

# ---- Inside TLS --------------------------------------------------------------------

certificates_make
secured() {
	log_forget
	"$popfetch" --tls-ca-file ca.pem --password-file password \
		--state-dir state --keep --maildir Mail "$url" \
		>out 2>err </dev/null
	status=$?
}
server_stop
server_start --tls-cert server.pem
secured
exits 0 'over TLS'
is "$(said CAPA)" 3 'what was announced in the clear is not believed'
secured
exits 0 'what was announced inside TLS'
is "$(said CAPA)" 0 'is'
unlike "$log" 'clear C: (USER|PASS|AUTH)' 'and nothing secret is said earlier'
fetch
is "$(said CAPA)" 2 'nor is that believed in the clear'
server_fault no-sasl --tls-cert server.pem
secured
secured
server_fault no-user --tls-cert server.pem
secured
exits 0 'a server that knows USER no more'
is "$(said CAPA)" 2 'is asked in the same session'

# ---- Servers that must not be asked ----------------------------------------------

server_fault close:CAPA
start_over
fetch
exits 0 'a server that closes at CAPA'
silent 'is no trouble'
is "$(files Mail)" "$(files drop)" 'and gives its mail'
is "$(said CAPA)" 1 'once it is not asked'
fetch
exits 0 'the next run'
is "$(said CAPA)" 1 'asks: it may have been a broken line'
log_forget
pf --stat
exits 0 'whoever looks by hand gets it, too'
server_fault close:CAPA --fault close:USER
start_over
fetch
exits 69 'one that closes at all'
is "$(grep -c ' connected' "$log")" 2 'is asked no third time'

server_fault stall:CAPA
start_over
fetch --timeout 3
exits 0 'a server that never answers CAPA'
is "$(files Mail)" "$(files drop)" 'gives its mail'
fetch
exits 0 'which is remembered'
is "$(said CAPA)" 0 'for the next run'
older 90000
fetch --timeout 3
is "$(said CAPA)" 1 'and for a day'
start_over
fetch --timeout 1 --deadline 30
exits 75 'but where there is a deadline'

certificates_make
server_fault close:CAPA --tls-cert server.pem
start_over
fetch_trusting() {
	run_trusting --password-file password --state-dir state --keep \
		--maildir Mail "pop://jim@localhost:$port"
}
log_forget
fetch_trusting
exits 0 'STLS is tried where it is not announced'
is "$(files Mail)" "$(files drop)" 'and the mail comes inside of it'
server_fault no-stls --fault close:CAPA --tls-cert server.pem
start_over
fetch_trusting
exits 77 'nothing is said in the clear where it is refused'
is "$(said 'USER .*')" 0 'not even who it is'

finish
