#!/usr/bin/perl
# Sits at a terminal: terminal.pl [EXPECTED ANSWER]... -- COMMAND...
#
# Runs COMMAND with a pseudo-terminal as its controlling terminal, waits for
# each EXPECTED text in turn and types the ANSWER ("^C" and "^D" are those
# keys; others end in Return).  What came on the terminal goes to standard
# output; the exit status is the command's, 128 and the number for a signal.
# The command's own standard output is file descriptor 3 where that is open.
use strict;
use warnings;
use Fcntl;
use POSIX ();

my @steps;
while (@ARGV && $ARGV[0] ne '--') {
	push @steps, [splice @ARGV, 0, 2];
}
shift @ARGV;

sysopen my $master, '/dev/ptmx', O_RDWR | O_NOCTTY or die "ptmx: $!\n";
my ($unlocked, $number) = (pack('i', 0), pack('i', 0));
ioctl $master, 0x40045431, $unlocked or die "TIOCSPTLCK: $!\n";
ioctl $master, 0x80045430, $number or die "TIOCGPTN: $!\n";
my $name = '/dev/pts/' . unpack 'i', $number;

my @signals = qw(INT QUIT HUP TERM);

sub run {
	my ($terminal) = @_;

	open STDOUT, '>&', 3 or open STDOUT, '>&', $terminal;
	open STDIN, '<&', $terminal;
	open STDERR, '>&', $terminal;
	$SIG{$_} = 'DEFAULT' for @signals;
	exec @ARGV or POSIX::_exit(127);
}

sub exit_status {
	return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

# Where a session's leader ends, its terminal is hung up, and what nobody has
# read is lost: so that is not COMMAND, and lets the terminal go first.
my $leader = fork // die "fork: $!\n";
if ($leader == 0) {
	close $master;
	POSIX::setsid();
	open my $terminal, '+<', $name or die "$name: $!\n";
	ioctl $terminal, 0x540e, 0; # TIOCSCTTY
	$SIG{$_} = 'IGNORE' for @signals;
	my $command = fork // die "fork: $!\n";
	run($terminal) if $command == 0;
	waitpid $command, 0;
	my $status = exit_status();
	ioctl $terminal, 0x5422, 0; # TIOCNOTTY
	POSIX::_exit($status);
}

my ($seen, $from) = ('', 0);
$SIG{ALRM} = sub {
	kill 'KILL', -$leader;
	print "$seen\nterminal.pl: in vain for: $steps[0][0]\n";
	exit 99;
};
alarm 60;
while (1) {
	while (@steps && (my $at = index $seen, $steps[0][0], $from) >= 0) {
		my ($expected, $answer) = @{shift @steps};
		my %keys = ('^C' => "\003", '^D' => "\004");
		$from = $at + length $expected;
		# A question that flushes what was typed before it has asked.
		select undef, undef, undef, 0.05;
		syswrite $master, $keys{$answer} // "$answer\n";
	}
	sysread $master, my $more, 4096 or last;
	$seen .= $more;
}
waitpid $leader, 0;
$seen =~ s/\r//g;
print $seen;
print "terminal.pl: never came: $$_[0]\n" for @steps;
exit exit_status();
