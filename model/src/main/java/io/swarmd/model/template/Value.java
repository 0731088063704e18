package io.swarmd.model.template;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a template computes with. */
public sealed interface Value {

  Value NOTHING = new Nothing();

  /** The name Go gives its type. */
  String type();

  /** Whether a condition takes it for true: anything but zero and empty. */
  boolean isTrue();

  static Value text(String text) {
    return text(ByteString.copyFromUtf8(text));
  }

  static Value text(ByteString bytes) {
    return new Text(bytes.toString(StandardCharsets.ISO_8859_1));
  }

  /** Texts by name, which a template reads by field or index and ranges over in order of the names. */
  static Value mapping(Map<String, String> entries) {
    SortedMap<String, Text> values = new TreeMap<>();
    entries.forEach((name, entry) -> values.put(((Text) text(name)).bytes(), (Text) text(entry)));
    return new Mapping(Collections.unmodifiableSortedMap(values));
  }

  /** Named fields; asking for another one is an error. */
  static Value fields(SequencedMap<String, Value> fields) {
    return new Fields(Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields)));
  }

  /** @param bytes a char for each */
  record Text(String bytes) implements Value {

    @Override
    public String type() {
      return "string";
    }

    @Override
    public boolean isTrue() {
      return !bytes.isEmpty();
    }
  }

  /** A whole number, also a character. */
  record Whole(long number) implements Value {

    @Override
    public String type() {
      return "int";
    }

    @Override
    public boolean isTrue() {
      return number != 0;
    }
  }

  /** A number with a fraction. */
  record Decimal(double number) implements Value {

    @Override
    public String type() {
      return "float64";
    }

    @Override
    public boolean isTrue() {
      return number != 0;
    }
  }

  /** True or false. */
  record Truth(boolean holds) implements Value {

    @Override
    public String type() {
      return "bool";
    }

    @Override
    public boolean isTrue() {
      return holds;
    }
  }

  /** Go's nil. */
  record Nothing() implements Value {

    @Override
    public String type() {
      return "<nil>";
    }

    @Override
    public boolean isTrue() {
      return false;
    }
  }

  /** Texts by name. */
  record Mapping(SortedMap<String, Text> entries) implements Value {

    @Override
    public String type() {
      return "map[string]string";
    }

    @Override
    public boolean isTrue() {
      return !entries.isEmpty();
    }
  }

  /** A fixed set of fields, in their order. */
  record Fields(SequencedMap<String, Value> fields) implements Value {

    @Override
    public String type() {
      return "struct";
    }

    @Override
    public boolean isTrue() {
      return true;
    }
  }
}
