package fluxlab.http;

import fluxlab.fault.Fault;

/** Thrown through a handler by a fault that comes before the work: nothing is made and nothing billed. */
final class FaultStrikes extends RuntimeException {

    private final transient Fault fault;

    FaultStrikes(Fault fault) {
        super(fault.kind().word(), null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
