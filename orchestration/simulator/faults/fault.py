"""What a fault is, and what it acts on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestration.contracts import Contract, read_contracts
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.simulator.delivery import Delivery, Resource
from orchestration.simulator.ledger.book import Book

Records = list[str]


@dataclass(frozen=True)
class Target:
    """One finished file that a fault is seeded in, by its contract.

    ``earlier`` is the delivery before its own of the same extracts.
    """

    delivery: Delivery
    resource: Resource
    contract: Contract
    earlier: Delivery | None = None

    @property
    def content(self) -> bytes:
        """Return the file's bytes."""
        return self.resource.described

    def replace(self, content: bytes) -> None:
        """Deliver other bytes, with a manifest that describes them."""
        for resource in self.sharing():
            resource.content = resource.described = content

    def sharing(self) -> list[Resource]:
        """Return the resources that are in the same file: one, or the sheets of a workbook."""
        return [
            resource for resource in self.delivery.resources if resource.path == self.resource.path
        ]


def is_sie(contract: Contract) -> bool:
    """Return whether a contract is the ledger's."""
    return contract.format == "sie"


def is_table(contract: Contract) -> bool:
    """Return whether a contract is of rows with fields."""
    return not is_sie(contract)


@dataclass(frozen=True)
class Fault:
    """One fault: its effect in a user's words, the files that it can be seeded in, and how.

    It acts at one of four moments, which is also the order in which several are applied: on the
    **book** before its year is closed (the file is then consistent with itself), on the **records**
    before the checksum is computed (a program that writes wrong files correctly), on the finished
    **file** (damage, a wrong manifest, wrong rows; false where the file holds nothing to spoil), or
    as a **redelivery** of the whole year after the right one. All but the third are the ledger's.

    ``debit_change`` is what a fault on the records adds to the debit turnover (öre), so that the
    manifest agrees with the faulty file. A ``redelivery`` with a ``reason`` says that it corrects
    the first.
    """

    effect: str
    suits: Callable[[Contract], bool] = is_sie
    book: Callable[[Book], None] | None = None
    records: Callable[[Records], Records] | None = None
    file: Callable[[Target], bool] | None = None
    debit_change: int = 0
    redelivery: bool = False
    reason: str | None = None

    @property
    def systems(self) -> list[str]:
        """Return the systems with an extract that the fault can be seeded in."""
        return sorted(
            {
                contract.system
                for contract in read_contracts(CONTRACTS_DIR).values()
                if self.suits(contract)
            }
        )
