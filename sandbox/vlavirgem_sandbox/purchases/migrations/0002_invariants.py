"""What no service can hold by itself, held by the database.

Call-offs are rows of the municipality that calls off, while the lot they count against is the buyer's row, which row
level security lets nobody else update. So a trigger that runs as the owner of the tables counts them; the update locks
the lot's row, and ``purchases_lot_within_ceiling`` decides which of two simultaneous call-offs is refused.
"""

from __future__ import annotations

from django.db import migrations

SQL = """
-- Refusals carry a constraint's name, so that services can tell them apart (services/constraints.py).

-- The buyer alone writes the procedure's own rows: row level security lets a participant add parts under a purchase
-- that it can read, but a lot, a criterion or an award of its own would be a forgery.
CREATE FUNCTION purchases_buyer_writes() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM purchases_jointpurchase WHERE id = NEW.purchase_id AND owner_id = NEW.owner_id) THEN
        RAISE EXCEPTION 'only the buyer writes %', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_buyer_writes';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_lot
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_requirement
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_requirementversion
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_criterion
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_participant
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_bid
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_bidprice
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_qualityanswer
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();
CREATE TRIGGER purchases_buyer_writes BEFORE INSERT OR UPDATE ON purchases_award
    FOR EACH ROW EXECUTE FUNCTION purchases_buyer_writes();

-- What suppliers bid on stands from publication on: lots, requirements, criteria and the committed quantities.
-- Runs as the owner of the tables because FOR SHARE asks for the right to update the buyer's row; that lock is what
-- keeps a change from slipping in while the purchase is being published.
CREATE FUNCTION purchases_keep_specification() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.purchase_id ELSE NEW.purchase_id END;
    reached text;
BEGIN
    SELECT stage INTO reached FROM purchases_jointpurchase WHERE id = touched FOR SHARE;
    IF reached <> 'preparing' THEN
        RAISE EXCEPTION 'the specification stands since publication'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER purchases_frozen BEFORE INSERT OR DELETE ON purchases_lot
    FOR EACH ROW EXECUTE FUNCTION purchases_keep_specification();
CREATE TRIGGER purchases_frozen_change BEFORE UPDATE ON purchases_lot
    FOR EACH ROW WHEN (OLD.called_off = NEW.called_off) EXECUTE FUNCTION purchases_keep_specification();
CREATE TRIGGER purchases_frozen BEFORE INSERT OR UPDATE OR DELETE ON purchases_requirement
    FOR EACH ROW EXECUTE FUNCTION purchases_keep_specification();
CREATE TRIGGER purchases_frozen BEFORE INSERT ON purchases_requirementversion
    FOR EACH ROW EXECUTE FUNCTION purchases_keep_specification();
CREATE TRIGGER purchases_frozen BEFORE INSERT OR UPDATE OR DELETE ON purchases_criterion
    FOR EACH ROW EXECUTE FUNCTION purchases_keep_specification();
CREATE TRIGGER purchases_frozen BEFORE INSERT OR UPDATE OR DELETE ON purchases_commitment
    FOR EACH ROW EXECUTE FUNCTION purchases_keep_specification();

-- A part never moves to another purchase: one that stands frozen could be taken out of it that way.
CREATE FUNCTION purchases_keep_place() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a part of a purchase stays in that purchase'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_in_place';
END $$;

CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_lot
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_requirement
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_criterion
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_bid
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_bidprice
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_qualityanswer
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_score
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_participant
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_decline
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_commitment
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();
CREATE TRIGGER purchases_in_place BEFORE UPDATE ON purchases_calloff
    FOR EACH ROW WHEN (OLD.purchase_id IS DISTINCT FROM NEW.purchase_id) EXECUTE FUNCTION purchases_keep_place();

-- A procedure moves forward only, and leaves preparation only with weights that make exactly 100.
CREATE FUNCTION purchases_keep_stage() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    stages constant text[] := ARRAY['preparing', 'bidding', 'scoring', 'standstill', 'framework', 'closed'];
BEGIN
    IF array_position(stages, NEW.stage::text) < array_position(stages, OLD.stage::text) THEN
        RAISE EXCEPTION 'a procedure moves forward only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_stage_forward';
    END IF;
    IF OLD.stage = 'preparing' AND (
        SELECT coalesce(sum(weight), 0) FROM purchases_criterion WHERE purchase_id = NEW.id
    ) <> 100 THEN
        RAISE EXCEPTION 'the weights of the award criteria must make exactly 100'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_weights_make_100';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER purchases_stage BEFORE UPDATE ON purchases_jointpurchase
    FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage) EXECUTE FUNCTION purchases_keep_stage();

-- Points are given while bids are scored, and stand from the first award on. The award locks the purchase's row, which
-- a participant may not lock itself: its points wait for the award here, and then see it.
CREATE FUNCTION purchases_keep_scores() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reached text;
BEGIN
    SELECT stage INTO reached FROM purchases_jointpurchase
        WHERE id = NEW.purchase_id AND state <> 'withdrawn' FOR SHARE;
    IF reached IS DISTINCT FROM 'scoring'
        OR EXISTS (SELECT FROM purchases_award WHERE purchase_id = NEW.purchase_id) THEN
        RAISE EXCEPTION 'points stand since the first award'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_scores_stand';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER purchases_scores_stand BEFORE INSERT ON purchases_score
    FOR EACH ROW EXECUTE FUNCTION purchases_keep_scores();
CREATE TRIGGER purchases_scores_stand_change BEFORE UPDATE ON purchases_score
    FOR EACH ROW WHEN ((OLD.points, OLD.reason) IS DISTINCT FROM (NEW.points, NEW.reason))
    EXECUTE FUNCTION purchases_keep_scores();

-- Only the trigger behind call-offs counts what was called off.
CREATE FUNCTION purchases_keep_count() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what was called off is counted, not written'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_counted';
END $$;

CREATE TRIGGER purchases_counted BEFORE UPDATE ON purchases_lot
    FOR EACH ROW WHEN (OLD.called_off IS DISTINCT FROM NEW.called_off AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION purchases_keep_count();
CREATE TRIGGER purchases_counted_at_start BEFORE INSERT ON purchases_lot
    FOR EACH ROW WHEN (NEW.called_off <> 0) EXECUTE FUNCTION purchases_keep_count();

-- After the row, so that a form sent twice meets its unique key before it is counted.
CREATE FUNCTION purchases_count_call_off() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT FROM purchases_award a JOIN purchases_jointpurchase p ON p.id = a.purchase_id
            WHERE a.id = NEW.award_id AND a.lot_id = NEW.lot_id AND p.id = NEW.purchase_id
              AND a.unit_price = NEW.unit_price AND p.stage = 'framework' AND NEW.state = 'active'
              AND (p.owner_id = NEW.owner_id OR NEW.owner_id = ANY (p.partner_ids))
        ) THEN
            RAISE EXCEPTION 'a participant calls off an awarded lot at its awarded price'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_call_off_under_award';
        END IF;
        UPDATE purchases_lot SET called_off = called_off + NEW.quantity WHERE id = NEW.lot_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE purchases_lot SET called_off = called_off - OLD.quantity
            WHERE id = OLD.lot_id AND OLD.state = 'active';
    ELSE
        IF (OLD.quantity, OLD.unit_price, OLD.lot_id, OLD.award_id, OLD.purchase_id, OLD.owner_id, OLD.key)
            IS DISTINCT FROM
           (NEW.quantity, NEW.unit_price, NEW.lot_id, NEW.award_id, NEW.purchase_id, NEW.owner_id, NEW.key)
            OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn') THEN
            RAISE EXCEPTION 'a call-off stands as it was placed; it can only be withdrawn'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'purchases_call_off_stands';
        END IF;
        UPDATE purchases_lot SET called_off = called_off - OLD.quantity
            WHERE id = OLD.lot_id AND OLD.state = 'active' AND NEW.state = 'withdrawn';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER purchases_count AFTER INSERT OR UPDATE OR DELETE ON purchases_calloff
    FOR EACH ROW EXECUTE FUNCTION purchases_count_call_off();

REVOKE EXECUTE ON FUNCTION purchases_buyer_writes(), purchases_keep_specification(), purchases_keep_stage(),
    purchases_keep_place(), purchases_keep_scores(), purchases_keep_count(), purchases_count_call_off() FROM PUBLIC;
"""
REVERSE = """
-- Each with its triggers.
DROP FUNCTION purchases_buyer_writes(), purchases_keep_specification(), purchases_keep_place(), purchases_keep_stage(),
    purchases_keep_scores(), purchases_keep_count(), purchases_count_call_off() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("purchases", "0001_initial")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
