package fluxbridge.cli;

import fluxbridge.config.Settings;
import fluxbridge.config.StoreSettings;
import fluxbridge.store.AuditStore;
import fluxbridge.store.Database;
import fluxbridge.store.KeyFile;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Notes in the audit table what was done to a whole database, after it was done. */
final class AdminDeed {

    static final String WHO = "command-line";

    private AdminDeed() {}

    /** @param store the database that now holds the data; it is brought up to date */
    static void note(Settings settings, StoreSettings store, String action, String subject) {
        try (var database = Database.open(store)) {
            var hash = KeyFile.open(store.dataDir(), new SecureRandom());
            new AuditStore(database, hash, settings.audit(), InstantSource.system()).admin(WHO, action, subject);
        }
    }
}
