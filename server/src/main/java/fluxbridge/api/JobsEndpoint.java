package fluxbridge.api;

import fluxbridge.domain.Caller;
import fluxbridge.failure.Failure.NotFound;
import fluxbridge.failure.GatewayException;
import fluxbridge.generate.Job;
import fluxbridge.generate.Jobs;
import fluxbridge.generate.ProgressHub;
import fluxbridge.generate.Subscription;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A caller's own jobs, running and lately ended. Another caller's job is answered like one that never was. */
public final class JobsEndpoint {

    private final Jobs jobs;
    private final ProgressHub hub;

    public JobsEndpoint(Jobs jobs, ProgressHub hub) {
        this.jobs = jobs;
        this.hub = hub;
    }

    /** {@code GET /api/v1/jobs}: newest first. */
    public ObjectNode list(Caller caller) {
        var reply = JsonNodeFactory.instance.objectNode();
        var list = reply.putArray("jobs");
        hub.jobs(caller).forEach(job -> list.add(JobJson.job(job)));
        return reply;
    }

    /**
     * {@code GET /api/v1/jobs/{id}}.
     *
     * @param name the job's id, or the {@code force_task_id} of its request
     * @throws GatewayException {@code NotFound}
     */
    public ObjectNode one(Caller caller, String name) {
        return JobJson.job(find(caller, name));
    }

    /** {@code POST /api/v1/jobs/{id}/cancel}: ends it, unless it ended, and tells how it stands. */
    public ObjectNode cancel(Caller caller, String name) {
        var job = find(caller, name);
        jobs.cancel(job);
        return JobJson.job(job);
    }

    /**
     * Listens to one job.
     *
     * @param since id of the last event the listener has, 0 for none
     * @throws GatewayException {@code NotFound}
     */
    public Subscription listen(Caller caller, String name, long since) {
        var wanted = find(caller, name);
        return hub.subscribe(caller, wanted::equals, since);
    }

    /** @throws GatewayException {@code NotFound}, for another caller's job too */
    public Job find(Caller caller, String name) {
        return hub.job(caller, name)
                .orElseThrow(() -> new GatewayException(new NotFound(
                        "no job '" + shortened(name) + "'; GET /api/v1/jobs lists yours of the last ten minutes")));
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
