package fluxbridge.cli;

import fluxbridge.a1111.ImageEndpoints;
import fluxbridge.access.AdminAudit;
import fluxbridge.access.Tokens;
import fluxbridge.api.LorasEndpoint;
import fluxbridge.api.MatchEndpoint;
import fluxbridge.http.Server;
import fluxbridge.ledger.Ledger;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.provider.Providers;
import fluxbridge.store.AuditStore;

/** The bridge as far as commands need it. */
public interface Running extends AutoCloseable {

    /**
     * Starts the server, and after it what no first answer waits for.
     *
     * @throws fluxbridge.http.Server.PortTakenException when something else listens there
     */
    void serve();

    Server server();

    ImageEndpoints images();

    MatchEndpoint match();

    LorasEndpoint loras();

    Providers providers();

    DictionaryFile dictionary();

    AuditStore audit();

    Tokens tokens();

    AdminAudit adminAudit();

    Ledger ledger();

    @Override
    void close();
}
