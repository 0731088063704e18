package io.swarmd.faults.check;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Copy;
import io.swarmd.faults.history.History;
import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import io.swarmd.faults.history.Told;
import io.swarmd.faults.history.Watching;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A history drawn by hand. Times are small numbers; what a watcher is told of version v, it is told at 10 v. */
final class Drawing {

  private final List<Operation> operations = new ArrayList<>();
  private final List<Watching> watchings = new ArrayList<>();
  private final List<Copy> copies = new ArrayList<>();

  static Seen seen(String id, long version, String value) {
    return new Seen(id, version, value);
  }

  static Told created(String id, long version, String value) {
    return told(version, new ObjectChange(ObjectChange.Kind.CREATED, seen(id, version, value)));
  }

  static Told updated(String id, long version, String value) {
    return told(version, new ObjectChange(ObjectChange.Kind.UPDATED, seen(id, version, value)));
  }

  static Told removed(String id, long version, Seen before) {
    return told(version, new ObjectChange(ObjectChange.Kind.REMOVED, before));
  }

  private static Told told(long version, ObjectChange change) {
    return new Told(10 * version, version, List.of(change));
  }

  Drawing asked(long start, long end, Request request, Answer answer) {
    operations.add(new Operation("c" + operations.size(), "m1", start, end, request, answer));
    return this;
  }

  Drawing creates(long start, long end, Seen result) {
    return asked(start, end, new Request.Create(result.value()), new Answer.Shown(result));
  }

  Drawing updates(long start, long end, long of, Seen result) {
    return asked(start, end, new Request.Update(result.id(), of, result.value()), new Answer.Shown(result));
  }

  Drawing removes(long start, long end, String id) {
    return asked(start, end, new Request.Remove(id), new Answer.Removed());
  }

  Drawing reads(long start, long end, Seen result) {
    return asked(start, end, new Request.Read(result.id()), new Answer.Shown(result));
  }

  Drawing lists(long start, long end, Seen... results) {
    return asked(start, end, new Request.ReadAll(), new Answer.Listed(List.of(results)));
  }

  Drawing refused(long start, long end, Request request, String code, String text) {
    return asked(start, end, request, new Answer.Refused(code, text));
  }

  /** Open until the end. */
  Drawing watches(long from, Told... told) {
    watchings.add(new Watching("w" + watchings.size(), "m1", from, List.of(told), Optional.empty()));
    return this;
  }

  Drawing watchesUntilCutOff(long from, Answer.Refused ending, Told... told) {
    watchings.add(new Watching("w" + watchings.size(), "m1", from, List.of(told), Optional.of(ending)));
    return this;
  }

  Drawing holds(String manager, long version, String entries, String objects, Seen... seen) {
    copies.add(new Copy(manager, version, entries, objects, List.of(seen)));
    return this;
  }

  History done() {
    return new History(operations, watchings, copies);
  }
}
