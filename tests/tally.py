"""What came of all parts of the tests: how many passed, and what no part ran."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

NO_TESTS = 5  # pytest's way of saying that none matched


class Tally:
    """What came of it all. A test that one part skipped and another ran (each engine has some) was not skipped."""

    def __init__(self) -> None:
        self.passed = self.failed = 0
        self.words: list[str] = []
        self.times: list[str] = []
        self._ran: set[str] = set()
        self._skipped: dict[str, str] = {}
        self._never_started = 0

    def read(self, report: Path, *, part: str, code: int) -> None:
        """Adds up one part's report; a part that broke before it could write one counts as a failure."""
        failed = passed = 0
        for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
            test = f"{case.get('classname')}::{case.get('name')}"
            if (skip := case.find("skipped")) is not None:
                self._skipped[test] = skip.get("message") or "no reason given"
                continue
            self._ran.add(test)
            broken = case.find("failure") is not None or case.find("error") is not None
            failed, passed = failed + broken, passed + (not broken)
        if code not in (0, NO_TESTS) and not failed:
            failed = 1
            self.words.append(f"{part}: pytest ended with code {code}.")
        self.passed, self.failed = self.passed + passed, self.failed + failed

    def did_not_run(self, tests: list[str], why: str) -> None:
        """Counts whole tests that were never started, and names the files they are in."""
        if tests:
            files = Counter(test.partition("::")[0] for test in tests)
            self._never_started += len(tests)
            self.words.append(f"{len(tests)} tests did not run: {why}")
            self.words += [f"    {file} ({count})" for file, count in sorted(files.items())]

    @property
    def skipped(self) -> int:
        return self._never_started + len(self._skipped.keys() - self._ran)

    def reasons(self) -> list[str]:
        """A plain word for each thing that no part ran."""
        why = Counter(why for test, why in self._skipped.items() if test not in self._ran)
        return self.words + [f"{count} skipped: {reason}" for reason, count in why.items()]
