package io.swarmd.model.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;

/** Any text ends in an output or in one clear line. */
class TemplateFuzzTest {

  private static final List<String> PIECES = List.of(
      "{{", "}}", "{{- ", " -}}", "{{/*", "*/}}", "if ", "else ", "{{else}}", "{{end}}", "range ", "with ", "define ",
      "template ", "block ", "break", "continue", "\"x\"", "\"", "`", "'a'", "$", "$x", "$x := ", "$k, $v := ", ".",
      ".A", ".M", ".M.k", "(", ")", "|", " ", "\n", "-1", "0x1f", "1.5e9", "nil", "true", "printf ", "\"%*.*f%q%x\"",
      "index ", "slice ", "len ", "eq ", "lt ", "and ", "or ", "not ", "join ", "html ", "js ", "urlquery ", "find ",
      "text", "ü", "\u0000", "99999999999999999999", "{{range .M}}", "{{if .A}}", "{{template \"x\" .}}",
      "{{define \"x\"}}", "{{$x := print .A .M}}", "{{printf \"%999999d\" 1}}");

  private static final Value DATA = Value.fields(new LinkedHashMap<>(Map.of(
      "A", Value.text("a"), "M", Value.mapping(Map.of("k", "v", "l", "w")))));

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(PIECES).list().ofMaxSize(40).map(parts -> String.join("", parts));
    Arbitrary<String> actions = Arbitraries.of(PIECES).list().ofMaxSize(6)
        .map(parts -> "{{" + String.join(" ", parts) + "}}").list().ofMaxSize(12)
        .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(pieces, actions, Arbitraries.strings().ofMaxLength(60));
  }

  @Property(tries = 2000)
  void anyTextEndsInAnOutputOrAFault(@ForAll("texts") String text) {
    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      try {
        Template.parse(ByteString.copyFromUtf8(text), Map.of("find", name -> ByteString.EMPTY)).expand(DATA);
      } catch (TemplateFault fault) {
        assertThat(fault.getMessage()).matches("template: expansion:\\d+:\\d+: [^\\n\\r]+");
      }
    });
  }

  @Property(tries = 500)
  void textWithoutActionsStaysAsItIs(@ForAll String text) {
    String plain = text.replace("{{", "{ {");
    ByteString bytes = ByteString.copyFromUtf8(plain);
    assertThat(Template.parse(bytes, Map.of()).expand(DATA)).isEqualTo(bytes);
  }
}
