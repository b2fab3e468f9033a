package fluxlab;

import fluxlab.a1111.A1111Simulator;
import fluxlab.fal.FalSimulator;
import fluxlab.hf.HfSimulator;
import fluxlab.pixeldojo.PixelDojoSimulator;
import fluxlab.provider.Services;
import fluxlab.provider.Simulator;
import fluxlab.runware.RunwareSimulator;
import fluxlab.together.TogetherSimulator;
import fluxlab.wavespeed.WavespeedSimulator;
import java.util.List;

/** Every provider the lab simulates; the package's description says how to add one. */
final class Simulators {

    private Simulators() {}

    static List<Simulator> all(Services lab) {
        return List.of(
                new RunwareSimulator(lab),
                new HfSimulator(lab),
                new WavespeedSimulator(lab),
                new FalSimulator(lab),
                new TogetherSimulator(lab),
                new PixelDojoSimulator(lab),
                new A1111Simulator(lab));
    }
}
