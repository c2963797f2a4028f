"""三员分立 in the database: no person holds an administrator's post beside any other kind of post.

A trigger, because an exclusion constraint over (person, kind, days) needs btree_gist, which the
embedded server does not carry. The advisory lock makes two simultaneous appointments see each other.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION org_post_kind(role text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN role IN ('SYS_ADMIN', 'SEC_ADMIN', 'AUD_ADMIN') THEN role ELSE 'business' END
$$;

CREATE FUNCTION org_post_keeps_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7203, NEW.person_id::int);
    IF EXISTS (
        SELECT 1 FROM org_post other
        WHERE other.person_id = NEW.person_id
          AND other.id IS DISTINCT FROM NEW.id
          AND org_post_kind(other.role) <> org_post_kind(NEW.role)
          AND daterange(other.starts_on, other.ends_on, '[]')
              && daterange(NEW.starts_on, NEW.ends_on, '[]')
    ) THEN
        RAISE EXCEPTION 'administrators stand apart: person %', NEW.person_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'administrators_stand_apart';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER post_keeps_apart BEFORE INSERT OR UPDATE ON org_post
    FOR EACH ROW EXECUTE FUNCTION org_post_keeps_apart();
"""
BACKWARD = """
DROP TRIGGER post_keeps_apart ON org_post;
DROP FUNCTION org_post_keeps_apart();
DROP FUNCTION org_post_kind(text);
"""


class Migration(migrations.Migration):
    dependencies = [("org", "0002_sensitive_right_and_calendar_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
