package fluxbridge.policy;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Caller;
import fluxbridge.domain.ImageRequest;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Prepared;
import fluxbridge.failure.Failure.CoolingDown;
import fluxbridge.failure.Failure.RefusedByPolicy;
import fluxbridge.failure.Failure.RefusedBySafety;
import fluxbridge.failure.GatewayException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Stands before the drawing: lets a request pass or refuses it, and remembers refusals. */
public final class PolicyGate {

    private final AuditTrail audit;
    private final Cooldown cooldown;
    private final Consumer<String> messages;

    /** @param messages told when a refusal could not be written down; it stands all the same */
    public PolicyGate(AuditTrail audit, InstantSource clock, Consumer<String> messages) {
        this.audit = audit;
        this.cooldown = new Cooldown(clock);
        this.messages = messages;
    }

    /**
     * Before anything is done with a request, so that no language model sees what must not be drawn.
     *
     * @param called for by the text, as far as can be told without a summary
     * @throws GatewayException {@link RefusedByPolicy}, or {@link CoolingDown} after several of them
     */
    public void check(Caller caller, ImageRequest asked, List<AppliedLora> called) {
        cooldown.left(caller).ifPresent(left -> {
            throw new GatewayException(new CoolingDown(left));
        });
        judge(caller, Said.of(asked.prompt(), asked.scene()), called);
    }

    /**
     * Again on what is about to be drawn: a summary is untrusted text.
     *
     * @throws GatewayException {@link RefusedByPolicy}
     */
    public void check(Caller caller, ImageRequest asked, Prepared prepared) {
        judge(
                caller,
                Said.of(asked.prompt(), asked.scene()).drawnAs(prepared.prompt().text()),
                prepared.loras());
    }

    private void judge(Caller caller, Said said, List<AppliedLora> chosen) {
        List<Lora> loras = chosen.stream().map(AppliedLora::lora).toList();
        ContentFloor.broken(said, loras).ifPresent(rule -> {
            cooldown.refused(caller);
            write(caller, rule, "", said.wanted());
            throw new GatewayException(new RefusedByPolicy());
        });
    }

    /** Writes down that a provider's own checker declined; anything else is none of its business. */
    public void providerFailed(Caller caller, Prepared prepared, GatewayException e) {
        if (e.failure() instanceof RefusedBySafety refusal) {
            write(
                    caller,
                    Rule.PROVIDER_SAFETY,
                    refusal.provider().toString(),
                    prepared.prompt().text());
        }
    }

    private void write(Caller caller, Rule rule, String provider, String prompt) {
        try {
            audit.append(caller.id(), rule.id(), provider, prompt);
        } catch (RuntimeException e) {
            messages.accept("a refusal (" + rule.id() + ") could not be written to the audit table: " + e);
        }
    }
}
