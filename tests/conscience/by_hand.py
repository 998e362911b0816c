"""Third Legacy counted the slow way, as one would with chalk and a board: fractions, lists, one step after the other.

It shares nothing with `conscience.rules.third_legacy`; what the two say is compared.
"""

from fractions import Fraction


def by_hand(ballots, motion=None, blanks_count=False, second_stays=False, smallest_tied="all"):  # noqa: C901
    """`ballots` are totals. Gives (elected, standing, withdrawn after the last ballot, hat, total of the last ballot)."""
    board = []
    for ballot in ballots[:2]:
        for name in ballot:
            if name != "" and name not in board:
                board.append(name)
    elected, withdrawn, hat, total = None, [], [], 0
    for ballot_number in range(1, len(ballots) + 1):
        ballot = ballots[ballot_number - 1]
        lines = [(ballot.get(name, 0), name) for name in board]
        others = sum(ballot.values()) - sum(votes for votes, _ in lines)
        total = sum(votes for votes, _ in lines)
        if blanks_count:
            total += others
        withdrawn = []
        for votes, name in lines:
            if total > 0 and Fraction(votes, total) >= Fraction(2, 3):
                elected = name
        if elected is not None:
            break
        amounts = sorted([votes for votes, _ in lines], reverse=True)
        tie_for_first = len(amounts) > 1 and amounts[0] == amounts[1]
        seconds = [amount for amount in amounts if amount < amounts[0]]
        for votes, name in lines:
            is_first = votes == amounts[0]
            is_second = len(seconds) > 0 and votes == seconds[0]
            if is_first or (is_second and (not tie_for_first or second_stays)):
                continue
            if ballot_number == 2 and Fraction(votes) < Fraction(total, 5):
                withdrawn.append(name)
            if ballot_number == 3 and Fraction(votes) < Fraction(total, 3):
                withdrawn.append(name)
            is_smallest = votes == amounts[-1] and (smallest_tied == "all" or amounts.count(amounts[-1]) == 1)
            if ballot_number == 4 and is_smallest:
                withdrawn.append(name)
        if ballot_number == 5 or (ballot_number == 4 and motion == "defeated"):
            for votes, name in lines:
                if votes == amounts[0] or (not tie_for_first and votes == seconds[0]):
                    hat.append(name)
        board = [name for name in board if name not in withdrawn]
    return elected, set(board), set(withdrawn), set(hat), total
