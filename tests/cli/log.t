#!/bin/sh
# What happens, written down: --log-file.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

message a one
server_start

time='20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z'

pf --log-file log --keep --maildir Mail
exits 0 'a fetch'
silent 'is silent with a log, too'
like log "^$time info pop://jim@127.0.0.1:$port: connected to " \
	'a line has time, level and account'
like log "^$time info .*: logged in by " 'as -v would say it'
is "$(grep -Ecv "^$time (info|warning|error|debug) " log)" 0 'so has each'
is "$(stat -c %a log 2>/dev/null || stat -f %Lp log)" 600 \
	'nobody else can read it'

lines=$(wc -l <log)
pf --log-file log -q --stat
ok 'the next run appends, with -q as well' test "$(wc -l <log)" -gt "$lines"
empty err 'and shows nothing of it'

pf --log-file log --trace --stat
like log "^$time debug .*: C: STAT" 'with --trace the dialogue is there'
unlike log secret 'without the password'

# ---- Errors ----------------------------------------------------------------------

server_fault 'login:[SYS/TEMP] later'
rm log
pf --log-file log --stat
exits 75 'a failure'
like err '^popfetch: .*later' 'is told on standard error'
like log "^$time error .*later" 'and written down'

{
	echo "defaults { tls = none user = jim log-file = \"$tmp/log\"
		password-file = \"$tmp/password\" host = \"127.0.0.1\" }"
	echo "account a { port = 1 } account b { port = 1 }"
} >conf
for jobs in 1 2; do
	rm log
	run --config conf --jobs $jobs --stat
	exits 69 "with --jobs $jobs"
	is "$(sed 's/.* error \([ab]\): cannot connect.*/\1/' log | sort |
		tr -d '\n')" ab 'lines of accounts have their names'
done

# ---- logrotate -------------------------------------------------------------------

server_stop
rm log
pf_start --log-file "$tmp/log" --every 1 --stat
await test -s log
mv log log.2
ok 'a log that was moved away is opened anew' await test -s log
kill "$pf_pid"
pf_wait
like log "^$time error " 'and goes on there'

mkdir logs
pf_start --log-file "$tmp/logs/log" --every 1 --stat
await test -s logs/log
mv logs logs.2
lines=$(wc -l <logs.2/log)
ok 'one that cannot be opened anew' await grep -q \
	"cannot write to the log '$tmp/logs/log': no such" err
# shellcheck disable=SC2317,SC2329 # await runs it
has_grown() {
	[ "$(wc -l <logs.2/log)" -gt $((lines + 2)) ]
}
ok 'goes on where it was' await has_grown
kill "$pf_pid"
pf_wait
is "$(grep -c 'cannot write to the log' err)" 1 'which is told once'

# ---- What cannot be --------------------------------------------------------------

pf --log-file /nonexistent/log --stat
exits 73 'a log that cannot be opened'
is "$(cat err)" "popfetch: cannot open the log '/nonexistent/log': no such file or directory" \
	'is told'
server_start
pf --log-file /dev/full --stat
exits 0 'one that is full keeps nobody from mail'
is "$(grep -c 'cannot write to the log' err)" 1 'and is told once'

# With room for a part of a line.
(
	trap '' XFSZ
	ulimit -f 4
	head -c 9999 /dev/zero >limit
) 2>/dev/null
perl -e 'print "x" x ((-s "limit") - 21), "\n"' >log
cp log before
(
	ulimit -f 4
	pf --log-file log --stat
)
is "$(grep -c 'cannot write to the log' err)" 1 'a disk that is full is told'
same log before 'and takes no part of a line'
pf --log-file log --stat
is "$(grep -Ecv "^($time info|xxx)" log)" 0 'in front of the next'
pf --syslog --stat
exits 0 '--syslog where there may be no such log'
empty err 'says nothing'

# One that is full and not read, in place of the system's: three signals, each
# when the one before has come.
mkdir dev
cat >full.pl <<'PL'
use Socket;
my $server_log = shift;
my $place = pack_sockaddr_un('dev/log');
sub slurp { local (@ARGV, $/) = @_; my $text = <>; return $text // '' }
socket my $log, AF_UNIX, SOCK_DGRAM, 0 or die;
bind $log, $place or die;
socket my $other, AF_UNIX, SOCK_DGRAM, 0 or die;
connect $other, $place or die;
1 while defined send $other, 'x', MSG_DONTWAIT;
my $pid = fork // die;
exec 'unshare', '-rm', 'sh', '-c', 'mount --bind dev /dev && exec "$@"',
    'sh', @ARGV if !$pid;
select undef, undef, undef, 0.02 until slurp($server_log) =~ / connected/;
for (1 .. 3) {
	kill TERM => $pid;
	1 while slurp("/proc/$pid/status") =~ /^ShdPnd:.*[1-9a-f]/m;
}
$SIG{ALRM} = sub { kill KILL => $pid };
alarm 20;
waitpid $pid, 0;
print $? & 127, "\n";
PL
if unshare -rm true 2>/dev/null; then
	log_forget
	perl full.pl "$log" "$popfetch" --tls none --password-file password \
		--state-dir state --syslog --trace --stat "$url" \
		>out 2>err </dev/null
	is "$(cat out)" 15 'one that takes nothing: who kills again does not wait'
else
	echo "ok $((tests += 1)) # SKIP no namespaces"
fi

finish
