#!/usr/bin/perl
# power.t - the power goes at any call that touches the disk or the
# connection; the disk has what was synced, and of the rest one part or
# another.  The next run makes all well: no message is lost.  In an mbox one
# may stand twice (invariant 5).
#
# One run is recorded; all disks are rebuilt from that.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Disk;
use Rounds qw(possible_or_skip modes mode_name parallel tally tally_add
    report finish);
use World;

sub roots {
	my ($world) = @_;
	return ("$world->{home}/state", "$world->{home}/mail");
}

# Whether the server has deleted the messages: once QUIT has come to it, and
# just after it was sent either is possible.
sub deletions {
	my ($disk, $moment) = @_;

	return 0 unless $disk->sent($moment, 'QUIT');
	return $disk->sent($moment - 1, 'QUIT') ? 1 : (0, 1);
}

sub start_again {
	my ($world, $state, $deleted) = @_;

	Disk::put($state, roots($world));
	$deleted ? $world->maildrop_empty : $world->maildrop_fill;
	my ($status, $errors) = $world->fetch;
	return $status == 0 && $errors eq '' ? ()
	    : ['bad', "the next run: status $status, $errors"];
}

sub cut_everywhere {
	my ($mode) = @_;
	my $world = World->new(%$mode);
	my $disk = Disk->new($world->{home});
	my ($status, $errors, $record) = $world->strike('record');
	my $tally = tally();
	my %seen;

	die "status $status: $errors" if $status != 0;
	$disk->record_read($record);
	for my $moment (1 .. $disk->moments) {
		for my $state ($disk->states($moment)) {
			my $digest = Disk::digest($state);
			for my $deleted (deletions($disk, $moment)) {
				next if $seen{"$digest $deleted"}++;
				my @wrongs = start_again(
				    $world, $state, $deleted);
				tally_add($tally, $disk->what($moment)
				    . " ($state->{how})",
				    $world->wrongs, @wrongs);
			}
		}
	}
	$world->end;
	return $tally;
}

possible_or_skip();
# What is kept has less to lose.
my @modes = ((grep { !$_->{keep} && !$_->{others} } modes()),
    map { +{ kind => $_, keep => 0, batches => 'several', absent => 1 } }
    qw(maildir mbox));
my @tallies = parallel(\&cut_everywhere, @modes);
for my $i (0 .. $#modes) {
	report(mode_name($modes[$i]), 'disks', $tallies[$i],
	    copies => $modes[$i]{kind} eq 'mbox');
}
finish();
