package io.swarmd.store.state;

import com.google.protobuf.Message;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.util.Optional;

/** Writes units into a transaction, each whole or not at all. */
public final class UnitWriter {

  private UnitWriter() {}

  /** Writes the unit; gives the outcome when it could not be written, and then the transaction is as before. */
  public static Optional<Outcome> write(StateTransaction transaction, Unit unit) {
    try {
      transaction.atomically(() -> unit.writes().forEach(write -> write(transaction, write)));
      return Optional.empty();
    } catch (StoreException refusal) {
      return Optional.of(outcome(refusal));
    } catch (RuntimeException | Error broken) {
      return Optional.of(new Outcome.Refused(Reason.REQUIREMENT, "unit " + unit.key() + ": " + broken));
    }
  }

  /** What a refusal by the store means for the one who proposed. */
  public static Outcome outcome(StoreException refusal) {
    return switch (refusal.reason()) {
      case EXISTS, NOT_FOUND, OUT_OF_SEQUENCE, REQUIREMENT, NOT_LEADER ->
          new Outcome.Conflict(refusal.reason(), refusal.getMessage());
      case OUTCOME_UNKNOWN, STOPPED -> new Outcome.Unknown(refusal.getMessage());
      default -> new Outcome.Refused(refusal.reason(), refusal.getMessage());
    };
  }

  private static void write(StateTransaction transaction, Unit.Write write) {
    switch (write) {
      case Unit.Create<?> create -> create(transaction, create);
      case Unit.Update<?> update -> update(transaction, update);
      case Unit.Delete<?> delete -> {
        expect(transaction, delete.table(), delete.id(), delete.version());
        transaction.delete(delete.table(), delete.id());
      }
      case Unit.Expect<?> expect -> expect(transaction, expect.table(), expect.id(), expect.version());
      case Unit.Require require -> {
        if (!require.holds().test(transaction)) {
          throw new StoreException(Reason.REQUIREMENT, require.what());
        }
      }
    }
  }

  private static <T extends Message> void create(StateTransaction transaction, Unit.Create<T> create) {
    transaction.create(create.table(), create.object());
  }

  private static <T extends Message> void update(StateTransaction transaction, Unit.Update<T> update) {
    transaction.update(update.table(), update.object());
  }

  private static <T extends Message> void expect(StoreView view, Table<T> table, String id, long version) {
    T stored = view.get(table, id).orElseThrow(() -> new StoreException(Reason.NOT_FOUND));
    if (table.version(stored) != version) {
      throw new StoreException(Reason.OUT_OF_SEQUENCE);
    }
  }
}
