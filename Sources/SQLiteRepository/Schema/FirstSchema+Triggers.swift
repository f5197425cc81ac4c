import SQLRecords
import SlipwayCore

extension FirstSchema {
    /// They count in the statement that moves the rows, decide nothing and read no clock; being per row, each leaves
    /// figures that satisfy every CHECK.
    static let triggers = [
        """
        CREATE TRIGGER devices_inserted AFTER INSERT ON devices
        BEGIN
          UPDATE organizations SET device_count = device_count + 1 WHERE id = NEW.organization_id;
        END
        """,
        """
        CREATE TRIGGER devices_deleted AFTER DELETE ON devices
        BEGIN
          UPDATE organizations SET device_count = device_count - 1 WHERE id = OLD.organization_id;
        END
        """,
        """
        CREATE TRIGGER devices_moved AFTER UPDATE OF organization_id ON devices
        WHEN OLD.organization_id <> NEW.organization_id
        BEGIN
          UPDATE organizations SET device_count = device_count - 1 WHERE id = OLD.organization_id;
          UPDATE organizations SET device_count = device_count + 1 WHERE id = NEW.organization_id;
        END
        """,
        """
        CREATE TRIGGER update_batch_devices_inserted AFTER INSERT ON update_batch_devices
        BEGIN
          UPDATE update_batches
          SET n_total = n_total + 1,
            n_pending = n_pending + (NEW.status = 'pending'),
            n_initiated = n_initiated + (NEW.status = 'initiated'),
            n_succeeded = n_succeeded + (NEW.status = 'succeeded'),
            n_failed = n_failed + (NEW.status = 'failed')
          WHERE id = NEW.update_batch_id;
        END
        """,
        """
        CREATE TRIGGER update_batch_devices_moved AFTER UPDATE OF status ON update_batch_devices
        WHEN OLD.status <> NEW.status
        BEGIN
          UPDATE update_batches
          SET n_pending = n_pending + (NEW.status = 'pending') - (OLD.status = 'pending'),
            n_initiated = n_initiated + (NEW.status = 'initiated') - (OLD.status = 'initiated'),
            n_succeeded = n_succeeded + (NEW.status = 'succeeded') - (OLD.status = 'succeeded'),
            n_failed = n_failed + (NEW.status = 'failed') - (OLD.status = 'failed')
          WHERE id = NEW.update_batch_id;
        END
        """,
        """
        CREATE TRIGGER update_batch_devices_judged AFTER UPDATE OF verified_at, fell_back_at ON update_batch_devices
        WHEN (OLD.verified_at IS NULL) <> (NEW.verified_at IS NULL)
          OR (OLD.fell_back_at IS NULL) <> (NEW.fell_back_at IS NULL)
        BEGIN
          UPDATE update_batches
          SET n_verified = n_verified + (NEW.verified_at IS NOT NULL) - (OLD.verified_at IS NOT NULL),
            n_fell_back = n_fell_back + (NEW.fell_back_at IS NOT NULL) - (OLD.fell_back_at IS NOT NULL)
          WHERE id = NEW.update_batch_id;
        END
        """,
        """
        CREATE TRIGGER update_batch_devices_silenced AFTER UPDATE OF silent_in ON update_batch_devices
        WHEN OLD.silent_in IS NOT NEW.silent_in
        BEGIN
          UPDATE update_batches
          SET n_silent = n_silent + (NEW.silent_in IS NOT NULL) - (OLD.silent_in IS NOT NULL),
            n_silent_flashed = n_silent_flashed + (NEW.silent_in IS 'flashed') - (OLD.silent_in IS 'flashed')
          WHERE id = NEW.update_batch_id;
        END
        """,
        """
        CREATE TRIGGER update_sessions_moved AFTER UPDATE OF update_status ON update_sessions
        WHEN OLD.update_status <> NEW.update_status
        BEGIN
          UPDATE update_batches
          SET n_acknowledged = n_acknowledged
              + (NEW.update_status = 'acknowledged') - (OLD.update_status = 'acknowledged'),
            n_downloading = n_downloading
              + (NEW.update_status = 'downloading') - (OLD.update_status = 'downloading'),
            n_flashed = n_flashed + (NEW.update_status = 'flashed') - (OLD.update_status = 'flashed')
          WHERE id = (SELECT update_batch_id FROM update_batch_devices WHERE update_session_id = NEW.session_id);
        END
        """,
        """
        CREATE TRIGGER update_batches_counted AFTER UPDATE OF \(BatchCounters.columnNames.joined(separator: ", "))
        ON update_batches
        BEGIN
          UPDATE rollouts
          SET \(rolloutFollows)
          WHERE id = NEW.rollout_id;
        END
        """,
    ]

    private static let rolloutFollows = BatchCounters.columnNames
        .map { "\($0) = \($0) + NEW.\($0) - OLD.\($0)" }
        .joined(separator: ",\n    ")
}
