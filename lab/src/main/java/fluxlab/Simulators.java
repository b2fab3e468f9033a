package fluxlab;

import fluxlab.fal.FalSimulator;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import fluxlab.runware.RunwareSimulator;
import fluxlab.wavespeed.WavespeedSimulator;
import java.util.List;

/** Every provider the lab simulates; the package's description says how to add one. */
final class Simulators {

    private Simulators() {}

    static List<Simulator> all(Services lab) {
        return List.of(
                new RunwareSimulator(lab), //
                new WavespeedSimulator(lab),
                new FalSimulator(lab));
    }
}
