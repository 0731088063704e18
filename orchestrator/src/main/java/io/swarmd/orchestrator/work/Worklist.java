package io.swarmd.orchestrator.work;

import io.swarmd.model.task.Slot;
import io.swarmd.store.Index;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
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
 * <p>Holds at most one entry for each slot and service of the cluster. For one thread.
 */
public final class Worklist {

  /** How long after a unit failed its key is looked at again: by then what it collided with is committed or lost. */
  public static final Duration RETRY_AFTER = Duration.ofMillis(10);
  /** The same for a unit that was refused as such, which only another decision can change. */
  public static final Duration REFUSED_RETRY_AFTER = Duration.ofSeconds(10);

  private final Map<Slot, EnumSet<Reason>> wanted = new HashMap<>();
  private final LinkedHashSet<Slot> ready = new LinkedHashSet<>();
  private final Set<String> dirtyServices = new HashSet<>();
  private final LinkedHashSet<String> readyServices = new LinkedHashSet<>();
  /** Wanted slots of services that wait; given back when the service was reconciled. */
  private final Map<String, LinkedHashSet<Slot>> held = new HashMap<>();
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

  /** Asks for a look at the whole service. */
  public void wantService(String serviceId) {
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
    return ready.isEmpty() ? Optional.empty() : Optional.of(ready.removeFirst());
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
