package fluxbridge.access;

import fluxbridge.store.AuditStore;

/** Writes each action into the log, and into the audit table beside the refusals, where none can be taken out unseen. */
public final class ChainedAudit implements AdminAudit {

    private final AdminAudit log;
    private final AuditStore table;

    public ChainedAudit(AdminAudit log, AuditStore table) {
        this.log = log;
        this.table = table;
    }

    /** The log comes first: it holds the action even when the database does not answer, which fails it. */
    @Override
    public void record(String who, String action, String subject) {
        log.record(who, action, subject);
        table.admin(who, action, subject);
    }
}
