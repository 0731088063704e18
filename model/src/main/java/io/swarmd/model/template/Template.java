package io.swarmd.model.template;

import com.google.protobuf.ByteString;
import io.swarmd.model.template.Value.Text;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A template in the language of Go's {@code text/template} (dispatch sheet, 6.1): fields, pipelines, {@code if},
 * {@code range}, {@code with}, {@code define}, variables, comments, trim markers, Go's functions but {@code call}, and
 * {@code join}. An unknown field or key is an error. Immutable; expanding ends within bounds of time and memory.
 */
public final class Template {

  private final Source source;
  private final Parser.Parsed parsed;
  private final Map<String, Function> functions;

  private Template(Source source, Parser.Parsed parsed, Map<String, Function> functions) {
    this.source = source;
    this.parsed = parsed;
    this.functions = functions;
  }

  /**
   * Reads a template.
   *
   * @param lookups functions beside those of the language, by name; each takes one text
   * @throws TemplateFault naming place and cause
   */
  public static Template parse(ByteString text, Map<String, Lookup> lookups) {
    Source source = new Source(text.toString(StandardCharsets.ISO_8859_1));
    Map<String, Function> functions = new HashMap<>(Functions.ALL);
    lookups.forEach((name, lookup) -> functions.put(name, asFunction(name, lookup)));
    Set<String> names = new HashSet<>(functions.keySet());
    names.addAll(Evaluation.CHOOSING);
    return new Template(source, Parser.parse(source, names), Map.copyOf(functions));
  }

  private static Function asFunction(String name, Lookup lookup) {
    return (arguments, budget) -> {
      if (arguments.size() != 1 || !(arguments.getFirst() instanceof Text text)) {
        throw new IllegalArgumentException(name + " takes one string");
      }
      ByteString found = lookup.find(Source.readable(text.bytes()));
      budget.spend(found.size());
      return Value.text(found);
    };
  }

  /**
   * What the template makes of the data.
   *
   * @throws TemplateFault naming place and cause
   */
  public ByteString expand(Value data) {
    Evaluation evaluation = new Evaluation(source, parsed.definitions(), functions, data);
    return ByteString.copyFrom(evaluation.output(parsed.nodes()), StandardCharsets.ISO_8859_1);
  }
}
