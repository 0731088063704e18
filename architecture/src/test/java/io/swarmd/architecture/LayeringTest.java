package io.swarmd.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The floors of the house: who may know whom (docs/architecture.md). */
@AnalyzeClasses(packages = "io.swarmd", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

  private static final String[] FLOOR_3 = {
    "orchestrator", "scheduler", "allocator", "dispatcher", "ca", "membership", "raftstore", "agent", "swarmctl"
  };

  private static String[] packagesOf(Stream<String> parts) {
    return parts.map(part -> "io.swarmd." + part + "..").toArray(String[]::new);
  }

  private static ArchRule floor3PartKnowsNoOther(String part) {
    return noClasses().that().resideInAPackage("io.swarmd." + part + "..")
        .should().dependOnClassesThat().resideInAnyPackage(
            packagesOf(Stream.concat(Stream.of(FLOOR_3), Stream.of("controlapi", "swarmd")).filter(p -> !p.equals(part))))
        .because("parts of floor 3 never import each other, nor what lies above")
        .allowEmptyShould(true);
  }

  @ArchTest static final ArchRule orchestrator = floor3PartKnowsNoOther("orchestrator");
  @ArchTest static final ArchRule scheduler = floor3PartKnowsNoOther("scheduler");
  @ArchTest static final ArchRule allocator = floor3PartKnowsNoOther("allocator");
  @ArchTest static final ArchRule dispatcher = floor3PartKnowsNoOther("dispatcher");
  @ArchTest static final ArchRule ca = floor3PartKnowsNoOther("ca");
  @ArchTest static final ArchRule membership = floor3PartKnowsNoOther("membership");
  @ArchTest static final ArchRule raftStore = floor3PartKnowsNoOther("raftstore");
  @ArchTest static final ArchRule agent = floor3PartKnowsNoOther("agent");
  @ArchTest static final ArchRule swarmctl = floor3PartKnowsNoOther("swarmctl");

  @ArchTest static final ArchRule controlApiKnowsNoFloor3 =
      noClasses().that().resideInAPackage("io.swarmd.controlapi..")
          .should().dependOnClassesThat().resideInAnyPackage(packagesOf(Stream.concat(Stream.of(FLOOR_3), Stream.of("swarmd"))))
          .allowEmptyShould(true);

  @ArchTest static final ArchRule agentAndSwarmctlNeverSeeTheStore =
      noClasses().that().resideInAnyPackage("io.swarmd.agent..", "io.swarmd.swarmctl..")
          .should().dependOnClassesThat().resideInAPackage("io.swarmd.store..")
          .allowEmptyShould(true);

  @ArchTest static final ArchRule onlyRaftStoreKnowsRatis =
      noClasses().that().resideOutsideOfPackage("io.swarmd.raftstore..")
          .should().dependOnClassesThat().resideInAPackage("org.apache.ratis..");

  @ArchTest static final ArchRule onlyTheDockerExecutorKnowsDockersLibrary =
      noClasses().that().resideOutsideOfPackage("io.swarmd.agent.docker..")
          .should().dependOnClassesThat().resideInAPackage("com.github.dockerjava..");

  @ArchTest static final ArchRule onlyRaftStoreAndAgentKnowRocksDb =
      noClasses().that().resideOutsideOfPackages("io.swarmd.raftstore..", "io.swarmd.agent..")
          .should().dependOnClassesThat().resideInAPackage("org.rocksdb..");

  @ArchTest static final ArchRule floor2KnowsOnlyFloor1AndItself =
      noClasses().that().resideInAnyPackage("io.swarmd.store..", "io.swarmd.identity..", "io.swarmd.model..")
          .should().dependOnClassesThat().resideInAnyPackage(
              packagesOf(Stream.concat(Stream.of(FLOOR_3), Stream.of("controlapi", "swarmd"))));

  @ArchTest static final ArchRule storeAndIdentityDoNotKnowEachOther =
      noClasses().that().resideInAPackage("io.swarmd.store..")
          .should().dependOnClassesThat().resideInAPackage("io.swarmd.identity..");

  @ArchTest static final ArchRule identityDoesNotKnowTheStore =
      noClasses().that().resideInAPackage("io.swarmd.identity..")
          .should().dependOnClassesThat().resideInAPackage("io.swarmd.store..");

  @ArchTest static final ArchRule modelIsPure =
      noClasses().that().resideInAPackage("io.swarmd.model..")
          .should().dependOnClassesThat().resideInAnyPackage("io.swarmd.store..", "io.swarmd.identity..", "java.util.concurrent..", "io.grpc..");

  @ArchTest static final ArchRule nothingAboveTheWireReadsTheRealClock =
      noClasses().that().resideInAnyPackage("io.swarmd.orchestrator..", "io.swarmd.scheduler..", "io.swarmd.allocator..",
              "io.swarmd.dispatcher..", "io.swarmd.ca..", "io.swarmd.model..", "io.swarmd.store..", "io.swarmd.membership..")
          .should().callMethod(System.class, "currentTimeMillis")
          .orShould().callMethod(System.class, "nanoTime")
          .orShould().callMethod(java.time.Instant.class, "now")
          .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .allowEmptyShould(true);

  @ArchTest static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.swarmd.(*)..").should().beFreeOfCycles();
}
