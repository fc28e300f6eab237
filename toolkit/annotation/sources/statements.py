"""What one description states that somebody speaks as, how sure that is, and whether it is over."""

from typing import NamedTuple

OFFICE, ROLE, BODY, HINT = 3, 2, 1, 0
"""How sure a statement is: by a role that is an office in itself ("mayor"), by one of a named body ("director of the CIA"), by a
body that somebody is "of", or by words around."""

_AFTERWARDS = {"government": "politician", "legislature": "politician", "military": "expert", "judiciary": "expert"}
"""As what somebody is asked after leaving an office."""


class Statement(NamedTuple):
    """The source type that a description states (`office`), how sure it is, and whether the office is over (`former`).

    Those who `practised` a profession in it are asked about that afterwards ("a former prosecutor").
    """

    office: str
    strength: int = HINT
    former: bool = False
    practised: bool = False

    @property
    def source_type(self) -> str:
        """As what the description says that somebody speaks now."""
        return self.office if not self.former else "expert" if self.practised else _AFTERWARDS.get(self.office, self.office)

    @property
    def is_present_role(self) -> bool:
        """Whether a role is named that somebody has at the time of the article."""
        return self.strength >= ROLE and not self.former

    @property
    def is_office(self) -> bool:
        """Whether that role says by itself what somebody speaks as, whoever it is held at."""
        return self.strength == OFFICE and not self.former
