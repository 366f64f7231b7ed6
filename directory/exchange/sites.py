"""Sites from a file: where services happen. What nobody may read is told in no message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from directory.clock import local_date
from directory.errors import DirectoryError
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.contacts import TELEPHONE
from directory.exchange.forms import CODE, REFERENCE, Form, Unreadable, one_of, text
from directory.exchange.names import Names
from directory.exchange.working import ChunkWork, Doubts, Row
from directory.keeping import Kept
from directory.places.home_area import home_area, reference_atlas
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.places.positions import NotInEnglandOrWales, ground_of
from directory.places.postcodes import NotAPostcode, Postcode, PostcodeElsewhere, read_postcode
from directory.places.queries import all_areas
from directory.places.site_fields import ADDRESSED, POSITION
from directory.providers.merged import providers_by_code
from directory.providers.models import Provider
from directory.services.siting import SiteFacts, keep_sites

CONFIDENTIAL_HAS_NONE: Final = (
    "must be empty: a confidential site has a name for staff and an area only; its provider types"
    " the rest when logged in"
)
WITHHELD: Final = frozenset({"name", *ADDRESSED})


def _unquoted(form: Form, mend: str) -> Form:
    """The form with refusals that never repeat the cell: it may be a venue nobody may read."""

    def read(cell: str) -> Any:
        try:
            return form.read(cell)
        except (Unreadable, DirectoryError):
            raise Unreadable(mend) from None

    return replace(form, read=read)


def _read_whole_postcode(cell: str) -> Postcode:
    """Each way of being wrong in its own sentence, without what was typed."""
    try:
        read = read_postcode(cell)
    except PostcodeElsewhere:
        raise Unreadable(
            "is of another country, of the forces or no longer in use; leave it out or correct it"
        ) from None
    except NotAPostcode:
        raise Unreadable("is not a postcode such as PR1 2AB") from None
    if not isinstance(read.code, Postcode):
        raise Unreadable("is only the beginning of a postcode; give the whole, such as PR1 2AB")
    if read.is_changed:
        raise Unreadable("has a letter for a figure, or a figure for a letter; correct it")
    try:
        ground_of(read.code)
    except NotInEnglandOrWales:
        raise Unreadable("is outside England and Wales, which this portal covers") from None
    except DirectoryError:
        raise Unreadable("begins as no postcode in use does; correct it") from None
    return read.code


WHOLE_POSTCODE: Final = Form("postcode, whole: SW1A 1AA", _read_whole_postcode)


def withheld_of(cells: Mapping[str, str]) -> frozenset[str]:
    """Cells of a row that no error file repeats: all that leads to a site not said to be open."""
    said = {one.value: one for one in Exposure}.get(cells.get("exposure", "").strip().casefold())
    return frozenset() if said is Exposure.OPEN else WITHHELD | {"exposure"}


class SiteAsKnown(NamedTuple):
    exposure: Exposure
    postcode: str | None
    latitude: float | None
    longitude: float | None


class SiteWork(ChunkWork):
    """A site is added or revised; one that is confidential stays so whatever a file says."""

    remembers_who = True

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def providers(self) -> dict[str, Provider]:
        return providers_by_code(self.session)

    @cached_property
    def known(self) -> dict[str, SiteAsKnown]:
        """Every site as it was before the file, by its identifier."""
        return {
            site.external_id: SiteAsKnown(
                site.exposure, site.postcode, site.latitude, site.longitude
            )
            for site in self.session.scalars(select(Site))
        }

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"provider": Names("provider", self.providers), "area": AreaNames(self.areas)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (
            *(partial(_check_hidden, column) for column in sorted(ADDRESSED)),
            self.check_exposure,
        )

    def check_exposure(self, row: Row) -> Doubts:
        hides = row["exposure"] is Exposure.CONFIDENTIAL
        if not hides and self._known_exposure(row) is Exposure.CONFIDENTIAL:
            yield "exposure", "the site is kept as confidential, which no file takes back"

    def unusual_in_row(self, row: Row) -> Doubts:
        opens = row["exposure"] is Exposure.OPEN
        if opens and self._known_exposure(row) is Exposure.RESTRICTED:
            yield "exposure", "opens a site whose venue nobody could read until now"
        if row.get("postcode") is not None and row["exposure"] is not Exposure.CONFIDENTIAL:
            atlas = reference_atlas()
            found = home_area(ground_of(row["postcode"]), atlas)
            if row["area"] in atlas.areas.keys() - {found.slug, *found.alternatives}:
                yield "area", f"the postcode lies in {found.slug}"

    def _known_exposure(self, row: Row) -> Exposure | None:
        known = self.known.get(row["external_id"])
        return None if known is None else known.exposure

    def _position(self, row: Row) -> tuple[float | None, float | None]:
        """Where the postcode is; one that says what is known moves nothing."""
        postcode: Postcode | None = row.get("postcode")
        known = self.known.get(row["external_id"])
        if known is not None and known.postcode == (None if postcode is None else str(postcode)):
            return known.latitude, known.longitude
        ground = None if postcode is None else ground_of(postcode)
        return (None, None) if ground is None else (ground.latitude, ground.longitude)

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        facts = {row["external_id"]: self._facts(row) for _, row in chunk.rows()}
        unsaid = self.unsaid(chunk, SiteFacts)
        unsaid = unsaid | POSITION if "postcode" in unsaid else unsaid - POSITION
        said: dict[str, Any] = {"source": self.whose, "as_of": self.taking.as_of, "unsaid": unsaid}
        self.count(keep_sites(self.session, facts, **said, by=self.by, at=self.at))
        secret = sum(one.exposure is Exposure.CONFIDENTIAL for one in facts.values())
        self.notes["confidential: only the area is told, to professionals alone"] += secret
        return ()

    def count(self, kept: Kept[Site]) -> None:
        """A site that is not open is called by its identifier, and nothing of it is told."""
        self.count_outcomes(kept)
        for site, one in kept.aside:
            if not one.field.follows:
                is_open = site.exposure is Exposure.OPEN
                told = f"{site.name}: {one.in_words}"
                secretly = f"site {site.external_id}: {one.without_values}"
                self.aside.append(told if is_open else secretly)
        for site, change in kept.changes:
            key, code = site.external_id, f"site {site.external_id}"
            is_open = site.exposure is Exposure.OPEN and key not in self.hidden_before
            self.tell_change(site.name if is_open else code, change, key=key, is_open=is_open)

    @cached_property
    def hidden_before(self) -> frozenset[str]:
        """What such a site said is told in no report, also where it is opened now."""
        return frozenset(
            key for key, one in self.known.items() if one.exposure is not Exposure.OPEN
        )

    def _facts(self, row: Row) -> SiteFacts:
        postcode: Postcode | None = row.get("postcode")
        latitude, longitude = self._position(row)
        provider = row.get("provider")
        return SiteFacts(
            name=row["name"],
            exposure=row["exposure"],
            area=self.areas[row["area"]],
            provider=None if provider is None else self.providers[provider],
            address=row.get("address"),
            postcode=None if postcode is None else str(postcode),
            telephone=row.get("telephone"),
            access=row.get("access"),
            latitude=latitude,
            longitude=longitude,
        )


def _check_hidden(column: str, row: Row) -> Doubts:
    if row["exposure"] is Exposure.CONFIDENTIAL and row.get(column) is not None:
        yield column, CONFIDENTIAL_HAS_NONE


def _column(name: str, form: Form, says: str, mend: str, *, required: bool = False) -> Column:
    return Column(name, _unquoted(form, mend), says, required=required, is_hushed=True)


SITES = Kind(
    name="sites",
    says=(
        "One row for each place where services happen. Of a `restricted` site (groups for sexual"
        " offending or domestic abuse, approved premises) the public reads neither name nor"
        " address; of a `confidential` one (refuges) nothing, and it has no address here: its"
        " provider types it when logged in. No error file repeats either."
    ),
    columns=(
        Column("external_id", REFERENCE, "The site's identifier in the source", required=True),
        _column(
            "name",
            text(),
            "Its name; of a confidential one a name for staff",
            "cannot be kept: at most 300 characters without control characters",
            required=True,
        ),
        Column("area", CODE, "The area that it stands in", required=True),
        _column(
            "exposure",
            one_of(Exposure),
            "Who may read where it is",
            "is none of open, restricted, confidential",
            required=True,
        ),
        Column("provider", CODE, "Whose it is; empty is “not known”"),
        _column(
            "address",
            text(500),
            "Street and town",
            "cannot be kept: at most 500 characters without control characters",
        ),
        Column("postcode", WHOLE_POSTCODE, "Places it, to the nearest sector", is_hushed=True),
        _column(
            "telephone",
            TELEPHONE,
            "Telephone of the place",
            "is not a telephone number with its code, at most 80 characters",
        ),
        _column(
            "access",
            text(500),
            "How one gets in and takes part, in words: “level entrance”",
            "cannot be kept: at most 500 characters without control characters",
        ),
    ),
    key=("external_id",),
    begin=SiteWork,
    withheld=withheld_of,
)
