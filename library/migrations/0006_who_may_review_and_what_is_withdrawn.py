from importlib import import_module

from django.db import migrations

from clinic.trail.frozen import Frozen

LIFTED = import_module("library.migrations.0005_drafts_withdrawals_and_kept_files").LIFTED
VERSION, SAVING, HANDOUT = "library_factsheetversion", "library_saving", "library_handout"

WROTE = "EXISTS (SELECT 1 FROM library_saving s WHERE s.version_id = NEW.id AND s.by_id = NEW.reviewed_by_id)"
WITHDRAWN = "EXISTS (SELECT 1 FROM library_withdrawal w WHERE w.version_id = NEW.{column})"
SHOWN = "EXISTS (SELECT 1 FROM library_factsheet f WHERE f.current_id = NEW.version_id)"
STATUS = "EXISTS (SELECT 1 FROM library_factsheetversion v WHERE v.id = {row}.version_id AND v.status {is_})"
WORDS_DIFFER = "(OLD.title <> NEW.title OR OLD.summary <> NEW.summary OR OLD.body <> NEW.body)"


class Migration(migrations.Migration):
    dependencies = [("library", "0005_drafts_withdrawals_and_kept_files")]

    operations = [
        *LIFTED,
        # draft -> reviewed by somebody who wrote none of it -> published
        Frozen(
            table=VERSION,
            name="version_written_here_starts_as_a_draft",
            when="NEW.origin = 'browser' AND NEW.status <> 'draft'",
            on=("INSERT",),
        ),
        Frozen(
            table=VERSION,
            name="version_written_here_is_reviewed_first",
            when="NEW.status = 'published' AND OLD.status = 'draft' AND (OLD.origin = 'browser' OR NEW.origin = 'browser')",
            on=("UPDATE",),
        ),
        Frozen(
            table=VERSION,
            name="reviewed_words_do_not_change",
            when=f"OLD.status = 'reviewed' AND NEW.status <> 'draft' AND {WORDS_DIFFER}",
            on=("UPDATE",),
        ),
        Frozen(
            table=VERSION,
            name="reviewer_did_not_write_it",
            when=f"NEW.reviewed_by_id IS NOT NULL AND {WROTE}",
            on=("UPDATE",),
        ),
        Frozen(table=SAVING, name="saving_is_final", on=("UPDATE",)),
        Frozen(
            table=SAVING,
            name="saving_stays_with_its_version",
            when=STATUS.format(row="OLD", is_="<> 'draft'"),
            on=("DELETE",),
        ),
        Frozen(
            table=SAVING,
            name="only_drafts_are_saved",
            when=STATUS.format(row="NEW", is_="<> 'draft'"),
            on=("INSERT",),
        ),
        # withdrawn: shown no more, given no more
        Frozen(table="library_withdrawal", name="withdrawal_is_final"),
        Frozen(
            table="library_withdrawal",
            name="only_published_versions_are_withdrawn",
            when=STATUS.format(row="NEW", is_="<> 'published'"),
            on=("INSERT",),
        ),
        Frozen(
            table="library_withdrawal", name="withdrawn_version_is_taken_off_first", when=SHOWN, on=("INSERT",)
        ),
        Frozen(
            table="library_factsheet",
            name="withdrawn_version_is_not_shown",
            when=WITHDRAWN.format(column="current_id"),
            on=("INSERT", "UPDATE"),
        ),
        Frozen(
            table=HANDOUT,
            name="withdrawn_version_is_not_given",
            when=WITHDRAWN.format(column="version_id"),
            on=("INSERT",),
        ),
        Frozen(table="library_recallcontact", name="recall_contact_is_final"),
    ]
