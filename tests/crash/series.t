#!/usr/bin/perl
# series.t - series of runs, each with a trouble of its own: the server refuses,
# breaks off, talks nonsense or loses the answer to QUIT; the run is killed, or
# a call of it fails; another run comes in between; the options are other ones,
# and mail comes in.  At the end of each, with nothing in the way any more, all
# messages stand in the destination exactly once, octet for octet, and none is
# left on the server (invariants 5 and 7).
#
# What happens is drawn from the number of the series, so that one that went
# wrong can be tried again, and shown: SERIES=NUMBER tests/crash/series.t.  Which
# of two runs at once is the first, the moment says.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Rounds qw(possible_or_skip modes mode_name parallel tally tally_add
    report finish);
use World;

my $series_each = 25;

# How a run may end: all is well, some messages stay, disconnected, protocol,
# locked, try again, cannot create, write failed, system, refused; killed.
my %sane = map { $_ => 1 } 0, 65, 69, 71, 73, 74, 75, 76, 77, 137;

# More than a message that failed ever rests, in seconds.
my $rest = 2 * 24 * 3600;

# ---- Drawing ------------------------------------------------------------------

sub one_of {
	return $_[int rand @_];
}

sub happens {
	my ($probability) = @_;
	return rand() < $probability;
}

# 1 to the limit; a small number is as likely as a large one.
sub number_to {
	my ($limit) = @_;
	return int exp rand log($limit + 1);
}

# How the server is in all sessions of a series.
sub server_draw {
	return grep { happens(0.15) } qw(no-pipelining no-capa no-top
	    wrong-sizes long-uids:100);
}

# UIDL is refused only where it was announced: to a client that has not seen it
# there, the server has none, and names what it fetches otherwise.
sub fault_draw {
	my (@server) = @_;
	my $verb = one_of(qw(CAPA USER PASS STAT LIST RETR DELE QUIT),
	    (grep { $_ eq 'no-capa' } @server) ? () : 'UIDL');
	my $at = $verb =~ /RETR|DELE/ ? number_to(12) : 1;

	return one_of("err:$verb:$at", "close:$verb:$at", "garbage:$verb:$at",
	    'cut-session:' . number_to(330_000),
	    'cut:' . number_to(12) . ':' . number_to(400),
	    qw(quit-lost quit-drop quit-err));
}

sub order_draw {
	my $at = one_of(qw(disk wire)) . ':' . number_to(150);

	return one_of("before:$at", "after:$at", "short:$at",
	    "fail:$at:EIO", 'fail:disk:' . number_to(150) . ':ENOSPC');
}

sub options_draw {
	my @options;

	push @options, '--keep' if happens(0.3);
	push @options, '--keep-newest', number_to(4) if happens(0.1);
	push @options, '--max-messages', number_to(6) if happens(0.2);
	push @options, '--max-octets', number_to(20_000) if happens(0.1);
	push @options, '--max-size', number_to(20_000) if happens(0.1);
	push @options, '--newest-first' if happens(0.2);
	push @options, '--until-empty' if happens(0.2);
	push @options, '--pipeline', one_of(qw(on off)) if happens(0.2);
	return @options;
}

# ---- A series -----------------------------------------------------------------

# Time passes for what the state says; a run that was killed may have left none.
sub days_pass {
	my ($world) = @_;

	for my $path (glob "$world->{home}/state/*.uidl") {
		system('perl', "$FindBin::Bin/../cli/age.pl", $rest, $path) == 0
		    or die "cannot age $path\n";
	}
}

# One run with its troubles: those of its ends, and of one beside it, that are
# not sane; what happened; and whether it was killed.
sub trouble {
	my ($world, @server) = @_;
	my @faults = happens(0.6) ? fault_draw(@server) : ();
	my $order = happens(0.5) ? order_draw() : 'list';
	my @options = options_draw();
	my $beside;

	$world->server_start(@server, @faults);
	$world->{options} = \@options;
	$beside = $world->launch("$world->{home}/beside", $world->command)
	    if happens(0.2);
	my ($status, $errors) = $world->run("$ENV{BUILD}/tests/crash/killer",
	    '-o', "$world->{home}/struck", $order, $world->command);
	my @ends = ($status, $beside ? $world->status_of($beside) : ());
	$world->server_stop;
	my $story = "@options, @faults, $order: @ends, $errors";
	return ($story, $status == 137, map { ['bad', $story] }
	    grep { !$sane{$_} } @ends);
}

# The last runs; what is wrong with them.
sub settle {
	my ($world, @server) = @_;
	my ($status, $errors);

	$world->{options} = [];
	$world->server_start(@server);
	for (1 .. 3) {
		($status, $errors) = $world->fetch;
		days_pass($world);
	}
	return $status == 0 && $errors eq '' ? ()
	    : ['bad', "the last run: status $status, $errors"];
}

sub series {
	my ($mode, $number) = @_;
	srand $number;
	my $world = World->new(%$mode);
	my @names = $world->names;
	my @server = server_draw();
	my $others_at = int rand 6;
	my (@story, @wrongs);

	$world->server_stop;
	$world->maildrop_empty;
	for my $n (0 .. 1 + int rand 7) {
		$world->maildrop_put(splice @names, 0, int rand 6);
		my ($story, $killed, @insane) = trouble($world, @server);
		push @story, $story;
		push @wrongs, @insane;
		days_pass($world) if !$killed && happens(0.2);
		$world->others_write($n) if $n == $others_at;
	}
	$world->maildrop_put(@names);
	push @wrongs, settle($world, @server), $world->wrongs;
	$world->end;
	print STDERR map { "# $_\n" } "server: @server", @story
	    if $ENV{SERIES};
	return @wrongs;
}

# Each mode has numbers of its own.
sub series_of {
	my ($job) = @_;
	my ($mode, @numbers) = @$job;
	my $tally = tally();

	for my $number (@numbers) {
		tally_add($tally, "SERIES=$number", series($mode, $number));
	}
	return $tally;
}

possible_or_skip();
# Whether mail is kept changes from run to run; in the end none is.
my @modes = grep { !$_->{keep} } modes();
my @jobs = map {
	my $first = $_ * 1000;
	[$modes[$_], $first + 1 .. $first + $series_each]
} 0 .. $#modes;
if ($ENV{SERIES}) {
	my $mode = int($ENV{SERIES} / 1000);
	die "there is no series $ENV{SERIES}\n" unless $modes[$mode];
	@jobs = ([$modes[$mode], $ENV{SERIES}]);
}
my @tallies = parallel(\&series_of, @jobs);
report(mode_name($jobs[$_][0]), 'series', $tallies[$_]) for 0 .. $#jobs;
finish();
