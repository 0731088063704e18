package io.swarmd.swarmctl.command;

/**
 * A flag of a command.
 *
 * @param name with its dashes
 * @param shorthand with its dash; empty for none
 * @param shownDefault what the help says holds without the flag; empty for nothing
 */
public record Flag(String name, String shorthand, Kind kind, String shownDefault, String help) {

  /** What a flag's value is. */
  public enum Kind { TEXT, LIST, SWITCH, UNSIGNED, SIGNED, SPAN }

  public static Flag text(String name, String help) {
    return new Flag(name, "", Kind.TEXT, "", help);
  }

  public static Flag text(String name, String shownDefault, String help) {
    return new Flag(name, "", Kind.TEXT, shownDefault, help);
  }

  /** Comma-separated values, and as many flags as one likes. */
  public static Flag list(String name, String help) {
    return new Flag(name, "", Kind.LIST, "", help);
  }

  public static Flag toggle(String name, String help) {
    return new Flag(name, "", Kind.SWITCH, "", help);
  }

  public static Flag toggle(String name, String shorthand, String help) {
    return new Flag(name, shorthand, Kind.SWITCH, "", help);
  }

  public static Flag unsigned(String name, String shownDefault, String help) {
    return new Flag(name, "", Kind.UNSIGNED, shownDefault, help);
  }

  public static Flag signed(String name, String shownDefault, String help) {
    return new Flag(name, "", Kind.SIGNED, shownDefault, help);
  }

  public static Flag span(String name, String shownDefault, String help) {
    return new Flag(name, "", Kind.SPAN, shownDefault, help);
  }

  /** How messages call it. */
  String spoken() {
    return shorthand.isEmpty() ? name : shorthand + ", " + name;
  }
}
