package fluxlab.http;

import fluxlab.fault.Fault;
import fluxlab.fault.FaultKind;
import fluxlab.fault.Faults;
import fluxlab.journal.Entry;
import fluxlab.journal.Journal;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One request as a simulator's handler sees it, with the lab's services for it: naming the call ({@link #submit},
 * {@link #follow}), waiting ({@link #hold}, {@link #work}), money ({@link #bill}) and drawn faults. Used by one thread.
 */
public final class Exchange {

    /** The largest request body read, in bytes; more is refused with 413. */
    public static final int LARGEST_BODY = 64 << 20;

    private final Request request;
    private final Map<String, String> values;
    private final byte[] body;
    private final URI base;
    private final Entry entry;
    private final Journal journal;
    private final Faults scripts;
    private final Clients clients;
    private final Client client;
    private final List<Fault> faults = new ArrayList<>();
    private Duration slow = Duration.ZERO;

    Exchange(
            Request request,
            Map<String, String> values,
            byte[] body,
            URI base,
            Entry entry,
            Journal journal,
            Faults scripts,
            Clients clients,
            Client client) {
        this.request = request;
        this.values = values;
        this.body = body;
        this.base = base;
        this.entry = entry;
        this.journal = journal;
        this.scripts = scripts;
        this.clients = clients;
        this.client = client;
    }

    public String method() {
        return request.getMethod();
    }

    public String path() {
        return request.getHttpURI().getDecodedPath();
    }

    /** The lab's own address, without a slash at its end. */
    public URI base() {
        return base;
    }

    /** The value of {@code {name}} in the route's pattern. */
    public String value(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** A query parameter, or {@code otherwise}. */
    public String query(String name, String otherwise) {
        var value = Request.extractQueryParameters(request).getValue(name);
        return value == null ? otherwise : value;
    }

    /** A request header, or the empty string. */
    public String header(String name) {
        var value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    public byte[] body() {
        return body;
    }

    /** The body as JSON; throws {@link BadRequest} if it is none. */
    public JsonNode json() {
        var read = readJson(body);
        if (read == null) {
            throw new BadRequest("the body is not JSON");
        }
        return read;
    }

    static @Nullable JsonNode readJson(byte[] bytes) {
        try {
            var node = Json.read(bytes);
            return node.isMissingNode() ? null : node;
        } catch (JacksonException _) {
            return null;
        }
    }

    /**
     * Names the call that starts a generation and draws the faults for it, scripted and marked in {@code prompt}. A
     * fault that replaces the answer ends the handler here unless it is to be billed. The handler sees to {@link #slow}
     * and to the kinds that need the vendor's words: empty, nsfw, credits, fail, badpicture.
     */
    public void submit(String call, String prompt) {
        draw(call, prompt, true);
    }

    /**
     * Names any other call (a poll, a download) and draws the faults for it: scripted ones, and marks in {@code prompt}
     * that name this call. A slow fault is waited out here.
     */
    public void follow(String call, String prompt) throws InterruptedException {
        draw(call, prompt, false);
        hold(slow());
    }

    private void draw(String call, String prompt, boolean submits) {
        journal.called(entry, call, submits);
        Fault striking = null;
        for (var fault : scripts.draw(entry.provider(), call, prompt, submits)) {
            journal.hit(entry, fault.kind().word());
            faults.add(fault);
            if (fault.kind() == FaultKind.SLOW) {
                slow = slow.plus(fault.duration());
            } else if (fault.replacesAnswer() && !fault.billed() && striking == null) {
                striking = fault;
            }
        }
        if (striking != null) {
            throw new FaultStrikes(striking);
        }
    }

    /** The extra time asked of this call by slow faults; zero when asked again. */
    public Duration slow() {
        var asked = slow;
        slow = Duration.ZERO;
        return asked;
    }

    /** The drawn fault of {@code kind}, if any. */
    public Optional<Fault> fault(FaultKind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).findFirst();
    }

    public boolean has(FaultKind kind) {
        return fault(kind).isPresent();
    }

    List<Fault> faults() {
        return faults;
    }

    /** Whether the client has not left, as far as known (a tenth of a second behind). */
    public boolean present() {
        return client.present();
    }

    /** Waits while the client does; false as soon as it leaves. */
    public boolean hold(Duration time) throws InterruptedException {
        return client.stays(time);
    }

    /**
     * Works for {@code time} to the end, whether the client stays or not, as a vendor that cannot cancel; the leaving is
     * noted when it happens. False if the client has left.
     */
    public boolean work(Duration time) throws InterruptedException {
        var end = System.nanoTime() + time.toNanos();
        journal.working(entry.provider(), 1);
        try {
            if (!client.stays(time)) {
                clients.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } finally {
            journal.working(entry.provider(), -1);
        }
        return client.present();
    }

    /** Counts {@code pictures} made for {@code usd} altogether. */
    public void bill(BigDecimal usd, int pictures) {
        journal.billed(entry.provider(), usd, pictures);
    }
}
