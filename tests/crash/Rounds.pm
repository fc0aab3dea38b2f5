# Rounds.pm - what the tests of this folder have in common: work done by two
# processes at once, and its results as TAP.

package Rounds;

use strict;
use warnings;

use Exporter qw(import);
our @EXPORT_OK = qw(possible_or_skip modes mode_name parallel kill_everywhere
    tally tally_add report finish);

my @kinds = qw(copies spoilt lost left);

# How many lines of each kind of what is wrong a test shows.
my $shown_max = 4;

# All ways to fetch that differ in what they do to the disk.
sub modes {
	my @modes;

	for my $where (['maildir', 0], ['mbox', 0], ['mbox', 1]) {
		for my $keep (0, 1) {
			push @modes, { kind => $where->[0],
			    others => $where->[1], keep => $keep,
			    batches => $_ } for qw(one several);
		}
	}
	return @modes;
}

sub mode_name {
	my ($mode) = @_;

	return join ', ', $mode->{kind}
	    . ($mode->{others} ? ' that others write to' : '')
	    . ($mode->{absent} ? ' from nothing' : ''),
	    $mode->{keep} ? 'keep' : 'delete', "$mode->{batches} batch"
	    . ($mode->{batches} eq 'one' ? '' : 'es');
}

# Ends the test where the killer has no way to do its work.
sub possible_or_skip {
	system("$ENV{BUILD}/tests/crash/killer", 'list', 'true');
	my $status = $? >> 8;

	if ($status == 77) {
		print "1..0 # SKIP the killer is not for this system\n";
		exit 0;
	}
	die "the killer cannot trace here\n" if $status != 0;
}

# ---- Two at once --------------------------------------------------------------

# Calls work for each of the jobs in a process of its own, two at a time.
# work returns a tally; the tallies come back in the order of the jobs.
sub parallel {
	my ($work, @jobs) = @_;
	my (%running, @tallies);

	for my $i (0 .. $#jobs) {
		reap(\%running, \@tallies) if keys %running >= 2;
		my $pid = open my $pipe, '-|';
		die "fork: $!\n" unless defined $pid;
		if ($pid == 0) {
			print tally_text($work->($jobs[$i]));
			exit 0;
		}
		$running{$pid} = [$i, $pipe];
	}
	reap(\%running, \@tallies) while keys %running;
	return @tallies;
}

# The first that ends of those that run.
sub reap {
	my ($running, $tallies) = @_;
	my $ready = '';

	vec($ready, fileno $_->[1], 1) = 1 for values %$running;
	select $ready, undef, undef, undef;
	for my $pid (keys %$running) {
		my ($i, $pipe) = @{$running->{$pid}};
		next unless vec $ready, fileno $pipe, 1;
		my $text = do { local $/; <$pipe> };
		delete $running->{$pid};
		$tallies->[$i] = tally_read(
		    close $pipe ? $text : "died 1\n");
	}
}

# ---- Kills --------------------------------------------------------------------

# Has the world killed before and after each of its calls, by
# kill_once(WORLD, TALLY, MOMENT, CLASS, N), which is false where there is no
# N-th; a tally.  The world is at its end then.
sub kill_everywhere {
	my ($world, $kill_once) = @_;
	my $tally = tally();

	for my $class (qw(disk wire)) {
		for my $moment (qw(before after)) {
			my $n = 1;
			$n++ while $kill_once->(
			    $world, $tally, $moment, $class, $n);
		}
	}
	$world->end;
	return $tally;
}

# ---- Counting -----------------------------------------------------------------

# A tally: rounds => how many, each kind => how often, why => [TEXT]
sub tally {
	return { rounds => 0, (map { $_ => 0 } @kinds), bad => 0, why => [] };
}

# One round more, with what was wrong in it: [KIND, TEXT]...
sub tally_add {
	my ($tally, $round, @wrongs) = @_;

	$tally->{rounds}++;
	for my $wrong (@wrongs) {
		$tally->{$wrong->[0]}++;
		push @{$tally->{why}}, "$round: $wrong->[0]: $wrong->[1]"
		    if $tally->{shown}{$wrong->[0]}++ < $shown_max;
	}
}

sub tally_text {
	my ($tally) = @_;

	return join '', (map { "$_ $tally->{$_}\n" } 'rounds', @kinds, 'bad'),
	    map { "why $_\n" } map { s/\n/ /gr } @{$tally->{why}};
}

sub tally_read {
	my ($text) = @_;
	my $tally = tally();

	for my $line (split /\n/, $text) {
		my ($key, $value) = split / /, $line, 2;
		if ($key eq 'why') {
			push @{$tally->{why}}, $value;
		} else {
			$tally->{$key} = $value;
		}
	}
	return $tally;
}

# ---- TAP ----------------------------------------------------------------------

my ($tests, $failures) = (0, 0);

# One test: rounds were made, and nothing was wrong but what is allowed.
sub report {
	my ($claim, $what, $tally, %allowed) = @_;
	my $good = $tally->{rounds} > 0 && !$tally->{died} && !$tally->{bad}
	    && !grep { $tally->{$_} > 0 && !$allowed{$_} } @kinds;

	$tests++;
	$failures++ unless $good;
	printf "%sok %d - %s: %d %s, %d copies too many, %d spoilt, "
	    . "%d lost, %d left\n", $good ? '' : 'not ', $tests, $claim,
	    $tally->{rounds}, $what, map { $tally->{$_} } @kinds;
	print map { "#   $_\n" } @{$tally->{why}} unless $good;
	return $good;
}

sub finish {
	print "1..$tests\n";
	exit($failures > 0 ? 1 : 0);
}

1;
