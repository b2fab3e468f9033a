/**
 * Simulators of hosted image providers in one server on loopback, for trying and testing the bridge without paying.
 *
 * <p>Start reading at {@link fluxlab.Lab}. A request goes {@link fluxlab.http.LabServer} → {@link fluxlab.http.Router} →
 * a simulator's handler → {@link fluxlab.http.Answer} → {@link fluxlab.http.Delivery}, which spoils the answer if a
 * {@link fluxlab.fault.Fault} says so. Nothing here knows the bridge.
 *
 * <p>To add a provider, write one class in its own package and add it to {@link fluxlab.Simulators}:
 *
 * <pre>{@code
 * public final class AuroraSimulator implements Simulator {
 *     private final Account account = new Account(Knobs.defaults());
 *     private final Gallery gallery;
 *     public AuroraSimulator(Services lab) { gallery = new Gallery(lab.pictures(), "/aurora/files"); }
 *     public String id() { return "aurora"; }
 *     public Account account() { return account; }
 *     public List<String> settings(URI base) { return List.of("AURORA_API_KEY=lab-key", "AURORA_ENDPOINT=" + base + "/aurora"); }
 *     public void routes(Router to) { to.post("/aurora/images", this::images); gallery.routes(to); }
 *     private Answer images(Exchange x) throws InterruptedException {
 *         var prompt = x.json().path("prompt").asString("");
 *         x.submit("images", prompt);                      // counts, draws faults, applies those that come before work
 *         x.work(account.knobs().latency().plus(x.slow())); // notices when the client leaves, runs to the end all the same
 *         x.bill(new BigDecimal("0.01"), 1);
 *         var url = gallery.publish(x, PictureSpec.of(prompt, 1, 1024, 1024));
 *         return Answer.json(200, Json.object().put("url", url));
 *     }
 * }
 * }</pre>
 */
@NullMarked
package fluxlab;

import org.jspecify.annotations.NullMarked;
