package io.swarmd.swarmctl.text;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text in columns. A column is as wide as its longest cell plus the padding, counted over a run of neighbouring lines
 * that have such a column; a line's last cell belongs to no column, is not padded and does not count. So a line of one
 * cell ends the run above it (control sheet, 17.10 and 17.11).
 */
public final class Columns {

  private final int leastWidth;
  private final int padding;
  private final List<String[]> lines = new ArrayList<>();

  private Columns(int leastWidth, int padding) {
    this.leastWidth = leastWidth;
    this.padding = padding;
  }

  /** For lists. */
  public static Columns table(int padding, String... header) {
    Columns table = new Columns(0, padding);
    table.line(header);
    table.line(Arrays.stream(header).map(title -> "-".repeat(title.length())).toArray(String[]::new));
    return table;
  }

  /** For the properties of one object. */
  public static Columns properties() {
    return new Columns(8, 8);
  }

  public Columns line(String... cells) {
    lines.add(cells);
    return this;
  }

  /** A property with its value. */
  public Columns property(String key, Object value) {
    return line(key, ": " + value);
  }

  /** A property that is left out when its value is empty. */
  public Columns optional(String key, String value) {
    return value.isEmpty() ? this : property(key, value);
  }

  /** The title of properties that follow. */
  public Columns section(String title) {
    return line(title, "");
  }

  public void print(PrintStream out) {
    int[][] widths = widths();
    for (int row = 0; row < lines.size(); row++) {
      String[] cells = lines.get(row);
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < cells.length - 1; column++) {
        text.append(cells[column]).append(" ".repeat(widths[row][column] - length(cells[column])));
      }
      out.println(text.append(cells[cells.length - 1]));
    }
  }

  private int[][] widths() {
    int[][] widths = new int[lines.size()][];
    for (int row = 0; row < lines.size(); row++) {
      widths[row] = new int[lines.get(row).length];
    }
    for (int row = 0; row < lines.size(); row++) {
      for (int column = 0; column < columnsOf(row); column++) {
        if (row == 0 || columnsOf(row - 1) <= column) {
          setRun(widths, row, column);
        }
      }
    }
    return widths;
  }

  /** Gives all lines of the run that starts here the same width in the column. */
  private void setRun(int[][] widths, int start, int column) {
    int width = leastWidth;
    int end = start;
    while (end < lines.size() && columnsOf(end) > column) {
      width = Math.max(width, length(lines.get(end++)[column]) + padding);
    }
    for (int row = start; row < end; row++) {
      widths[row][column] = width;
    }
  }

  private int columnsOf(int row) {
    return lines.get(row).length - 1;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
