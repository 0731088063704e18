package io.swarmd.orchestrator.work;

import io.swarmd.model.task.Slot;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be looked at, and what is in flight (design notes, D1). A slot with a unit in flight is not given out
 * before the unit's outcome is known; a service is given out only when none of its slots has one. While a service waits
 * for that, its slots are held back, so that a service that never rests is reconciled all the same.
 *
 * <p>Of a service a bounded number of units is in flight. What is over waits, and is worked out only when its turn
 * comes: so a large service holds back no other, and what it asks for meanwhile takes effect at once.
 *
 * <p>Holds at most one entry for each slot and service of the cluster. For one thread.
 */
public final class Worklist {

  /** How long after a unit failed its key is looked at again: by then what it collided with is committed or lost. */
  public static final Duration RETRY_AFTER = Duration.ofMillis(10);
  /** The same for a unit that was refused as such, which only another decision can change. */
  public static final Duration REFUSED_RETRY_AFTER = Duration.ofSeconds(10);

  /** How many units of one service are in flight at most; more follow once half of them are done. */
  public static final int MAX_FLIGHTS_OF_SERVICE = 4_000;

  private final Map<Slot, EnumSet<Reason>> wanted = new HashMap<>();
  private final LinkedHashSet<Slot> ready = new LinkedHashSet<>();
  private final Set<String> dirtyServices = new HashSet<>();
  private final LinkedHashSet<String> readyServices = new LinkedHashSet<>();
  /** Wanted slots of services that wait; given back when the service was reconciled. */
  private final Map<String, LinkedHashSet<Slot>> held = new HashMap<>();
  /** Wanted slots of services that have as many units in flight as they may. */
  private final Map<String, LinkedHashSet<Slot>> crowded = new HashMap<>();
  private final Map<String, Backlog> backlogs = new LinkedHashMap<>();
  private final Map<String, Flight> flights = new HashMap<>();
  private final Map<String, Integer> flightsOfService = new HashMap<>();
  private final TimedQueue<Flight> retries = new TimedQueue<>();
  private List<Unit> outbox = new ArrayList<>();

  /** What stands for the service itself among its slots: a number no slot has. */
  public static Slot whole(String serviceId) {
    return Slot.numbered(serviceId, -1);
  }

  /** Asks for a look at the slot. */
  public void want(Slot slot, Reason reason) {
    wanted.computeIfAbsent(slot, key -> EnumSet.noneOf(Reason.class)).add(reason);
    makeReady(slot);
  }

  /** Asks for a look at the whole service. What was decided of it and is not on its way is dropped. */
  public void wantService(String serviceId) {
    backlogs.remove(serviceId);
    if (dirtyServices.add(serviceId) && !flightsOfService.containsKey(serviceId)) {
      readyServices.add(serviceId);
    }
  }

  private void makeReady(Slot slot) {
    if (flights.containsKey(key(slot))) {
      return;
    }
    if (dirtyServices.contains(slot.serviceId()) && !ready.contains(slot)) {
      held.computeIfAbsent(slot.serviceId(), id -> new LinkedHashSet<>()).add(slot);
    } else {
      ready.add(slot);
    }
  }

  /** The next slot to look at; the caller takes its reasons with {@link #reasons}. */
  public Optional<Slot> nextSlot() {
    while (!ready.isEmpty() || makeRoom()) {
      Slot slot = ready.removeFirst();
      if (flightsOf(slot.serviceId()) < MAX_FLIGHTS_OF_SERVICE || slot.equals(whole(slot.serviceId()))) {
        return Optional.of(slot);
      }
      crowded.computeIfAbsent(slot.serviceId(), id -> new LinkedHashSet<>()).add(slot);
    }
    return Optional.empty();
  }

  /** Lets slots of crowded services go on, as many as may be in flight, where half of the units are done. */
  private boolean makeRoom() {
    crowded.forEach((serviceId, slots) -> {
      if (halfDone(serviceId)) {
        for (int room = MAX_FLIGHTS_OF_SERVICE; room > 0 && !slots.isEmpty(); room--) {
          makeReady(slots.removeFirst());
        }
      }
    });
    crowded.values().removeIf(Set::isEmpty);
    return !ready.isEmpty();
  }

  private int flightsOf(String serviceId) {
    return flightsOfService.getOrDefault(serviceId, 0);
  }

  private boolean halfDone(String serviceId) {
    return flightsOf(serviceId) <= MAX_FLIGHTS_OF_SERVICE / 2;
  }

  /** Takes the reasons to look at the slot. */
  public EnumSet<Reason> reasons(Slot slot) {
    EnumSet<Reason> reasons = wanted.remove(slot);
    return reasons == null ? EnumSet.noneOf(Reason.class) : reasons;
  }

  /** The next service to reconcile, none of whose slots is in flight. */
  public Optional<String> nextService() {
    if (readyServices.isEmpty()) {
      return Optional.empty();
    }
    String serviceId = readyServices.removeFirst();
    dirtyServices.remove(serviceId);
    return Optional.of(serviceId);
  }

  /** Gives out the slots that were held back for a service, once its reconciling is decided. */
  public void release(String serviceId) {
    LinkedHashSet<Slot> slots = held.remove(serviceId);
    if (slots != null) {
      slots.forEach(this::makeReady);
    }
  }

  /**
   * Sends a unit about a slot on its way. The slot must not have one in flight.
   *
   * @param again why to look at the slot again if the unit is not written; none to look at the whole service
   */
  public void launch(Slot slot, List<Unit.Write> writes, EnumSet<Reason> again, Landing landing) {
    String key = key(slot);
    if (flights.putIfAbsent(key, new Flight(slot, again, landing)) != null) {
      throw new IllegalStateException("a unit about " + key + " is in flight already");
    }
    flightsOfService.merge(slot.serviceId(), 1, Integer::sum);
    readyServices.remove(slot.serviceId());
    ready.remove(slot);
    outbox.add(new Unit(key, writes));
  }

  /** Sends changes of many slots of a service on their way, some now and some when those are done. */
  public void launchAll(String serviceId, Collection<Slot> slots, Backlog.Decision decision) {
    if (!slots.isEmpty()) {
      backlogs.computeIfAbsent(serviceId, id -> new Backlog()).add(slots, decision);
    }
  }

  /** Goes on with the services that have much to be changed, where half of what is in flight is done. */
  public void goOn(StoreView view, Instant now) {
    for (String serviceId : List.copyOf(backlogs.keySet())) {
      if (halfDone(serviceId)) {
        goOn(serviceId, backlogs.get(serviceId), view, now);
      }
    }
  }

  private void goOn(String serviceId, Backlog backlog, StoreView view, Instant now) {
    while (!backlog.isEmpty() && flightsOf(serviceId) < MAX_FLIGHTS_OF_SERVICE) {
      Backlog.Step step = backlog.next();
      if (inFlight(step.slot())) {
        // Somebody else is changing the slot: what was decided of it no longer stands.
        wantService(serviceId);
        return;
      }
      List<Unit.Write> writes = step.decision().writes(step.slot(), view, now);
      if (!writes.isEmpty()) {
        launch(step.slot(), writes, EnumSet.noneOf(Reason.class), Landing.NOTHING);
      }
    }
    if (backlog.isEmpty()) {
      backlogs.remove(serviceId);
    }
  }

  public boolean inFlight(Slot slot) {
    return flights.containsKey(key(slot));
  }

  /** Notes that the outcome of a unit is known, and gives what follows if it was written. */
  public Landing land(String key) {
    return remove(key).map(Flight::landing).orElse(Landing.NOTHING);
  }

  /** Notes that a unit was not written, or may not have been: its key is looked at again after the pause. */
  public void failed(String key, Instant again) {
    remove(key).ifPresent(flight -> retries.add(flight, again));
  }

  private Optional<Flight> remove(String key) {
    Flight flight = flights.remove(key);
    if (flight == null) {
      return Optional.empty();
    }
    String serviceId = flight.slot().serviceId();
    if (flightsOfService.merge(serviceId, -1, Integer::sum) == 0) {
      flightsOfService.remove(serviceId);
      if (dirtyServices.contains(serviceId)) {
        readyServices.add(serviceId);
      }
    }
    if (wanted.containsKey(flight.slot())) {
      makeReady(flight.slot());
    }
    return Optional.of(flight);
  }

  /** Asks again for what failed and whose pause is over. */
  public void retry(Instant now) {
    for (Flight flight : retries.take(now)) {
      if (flight.again().isEmpty()) {
        wantService(flight.slot().serviceId());
      } else {
        flight.again().forEach(reason -> want(flight.slot(), reason));
      }
    }
  }

  public Optional<Instant> nextRetry() {
    return retries.next();
  }

  /** Takes the units launched since the last call. */
  public List<Unit> takeUnits() {
    List<Unit> units = outbox;
    outbox = new ArrayList<>();
    return units;
  }

  private static String key(Slot slot) {
    return Index.slotKey(slot.serviceId(), slot.number(), slot.nodeId());
  }
}
