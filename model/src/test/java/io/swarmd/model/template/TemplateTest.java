package io.swarmd.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Go's own templates answer, line by line. */
@Timeout(30)
class TemplateTest {

  private static final Value DATA = data();

  private static Value data() {
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    fields.put("Name", Value.text("web"));
    fields.put("Empty", Value.text(""));
    fields.put("Word", Value.text("größe"));
    fields.put("Labels", Value.mapping(Map.of("b", "2", "a", "1", "ü", "3")));
    fields.put("None", Value.mapping(Map.of()));
    return Value.fields(fields);
  }

  private static String expanded(String text) {
    Map<String, Lookup> lookups = Map.of("greet", name -> ByteString.copyFromUtf8("hello " + name));
    return Template.parse(ByteString.copyFromUtf8(text), lookups).expand(DATA).toStringUtf8();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '→', quoteCharacter = '~', value = {
    "no action } {→no action } {",
    "{{.Name}}→web",
    "{{ .Name }}-{{.Word}}→web-größe",
    "{{.Labels.a}}{{.Labels.ü}}→13",
    "{{$.Name}}→web",
    "a {{- .Name -}} b→awebb",
    "~a \n {{- 3}} b~→a3 b",
    "{{-3}}→-3",
    "a{{/* said */}}b→ab",
    "a {{- /* said */ -}} b→ab",
    "{{.Labels}}→map[a:1 b:2 ü:3]",
    "{{.}}→{web  größe map[a:1 b:2 ü:3] map[]}",
    "{{\"a\\tb\\x41\\u00fc\\101\"}}→a\tbAüA",
    "{{`raw\\n`}}→raw\\n",
    "{{'a'}} {{'ü'}} {{'\\n'}}→97 252 10",
    "{{0x10}} {{1_000}} {{0b11}} {{017}} {{0o17}}→16 1000 3 15 15",
    "{{1.5}} {{1e3}} {{1e6}} {{1e-7}} {{0.0}} {{-2.0}}→1.5 1000 1e+06 1e-07 0 -2",
    "{{true}} {{false}}→true false",
    "{{print nil}}→<nil>",
  })
  void values(String text, String output) {
    assertThat(expanded(text)).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '→', quoteCharacter = '~', value = {
    "{{if .Name}}yes{{end}}→yes",
    "{{if .Empty}}yes{{else}}no{{end}}→no",
    "{{if .Empty}}a{{else if .None}}b{{else if .Name}}c{{else}}d{{end}}→c",
    "{{if 0}}a{{else if 0.0}}b{{else if false}}c{{else}}d{{end}}→d",
    "{{if .}}struct{{end}}→struct",
    "{{with .Name}}[{{.}}]{{end}}→[web]",
    "{{with .Empty}}x{{else with .Name}}<{{.}}>{{else}}y{{end}}→<web>",
    "{{with $x := .Name}}{{$x}}{{.}}{{$.Word}}{{end}}→webwebgröße",
    "{{range .Labels}}{{.}},{{end}}→1,2,3,",
    "{{range $v := .Labels}}{{$v}}{{end}}→123",
    "{{range $k, $v := .Labels}}{{$k}}={{$v}} {{end}}→~a=1 b=2 ü=3 ~",
    "{{range .None}}x{{else}}none{{end}}→none",
    "{{range $k, $v := .Labels}}{{if eq $k \"b\"}}{{break}}{{end}}{{$k}}{{end}}→a",
    "{{range $k, $v := .Labels}}{{if eq $k \"b\"}}{{continue}}{{end}}{{$k}}{{end}}→aü",
    "{{$x := 1}}{{range .Labels}}{{$x = .}}{{end}}{{$x}}→3",
    "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}→21",
    "{{$k := \"\"}}{{$v := \"\"}}{{range $k, $v = .Labels}}{{end}}{{$k}}{{$v}}→ü3",
    "{{define \"x\"}}<{{.}}>{{end}}{{template \"x\" .Name}}{{template \"x\" 3}}→<web><3>",
    "{{block \"x\" .Name}}[{{.}}]{{end}}→[web]",
    "{{template \"x\"}}{{define \"x\"}}{{.}}{{end}}→<no value>",
    "{{(index .Labels \"a\")}}{{($).Name}}{{(.).Labels.b}}→1web2",
  })
  void actions(String text, String output) {
    assertThat(expanded(text)).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '→', quoteCharacter = '~', value = {
    "{{and 1 0 2}} {{and 1 2}} {{or 0 \"\" 3}} {{or 0 \"\"}}|→0 2 3 |",
    "{{or .Name (index 1 2)}}→web",
    "{{not .Name}} {{not 0}}→false true",
    "{{.Name | and 0}}→0",
    "{{eq 1 2 1}} {{eq .Name \"web\"}} {{ne 1 2}} {{eq nil nil}} {{eq 1 nil}}→true true true true false",
    "{{lt 1 2}} {{le 2 2}} {{gt \"b\" \"a\"}} {{ge 1.5 2.5}} {{eq true false}}→true true true false false",
    "{{index .Labels \"a\"}}{{index .Labels \"missing\"}}|{{index .Name 1}}→1|101",
    "{{len .Word}} {{len .Labels}} {{slice .Name 1}} {{slice .Name 0 2}}→7 3 eb we",
    "{{join \", \" \"a\" .Name \"c\"}}{{join \"x\"}}→a, web, c",
    "{{greet .Name}} {{\"you\" | greet}}→hello web hello you",
    "{{print 1 2 \"a\" 3 true}} {{println 1 \"a\" | len}}→1 2a3 true 4",
    "{{js \"it's <b>\"}}→it\\'s \\u003Cb\\u003E",
    "{{.Name | printf \"%s-%s\" \"a\" | len}}→5",
  })
  void functions(String text, String output) {
    assertThat(expanded(text)).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '→', quoteCharacter = '~', value = {
    "%s %v %q|\"x\" \"y\" \"z\\n\"→x y \"z\\n\"",
    "%5s|%-5s|%.2s|%05d|\"ü\" \"ab\" \"abc\" 42→~    ü|ab   |ab|00042~",
    "%d %+d % d %x %X %#x %o %b %c %U %q|1 2 3 255 255 255 8 5 65 65 65→1 +2  3 ff FF 0xff 10 101 A U+0041 'A'",
    "%6.2f %e %g %G|1.005 1234.5 0.00001 1e20→~  1.00 1.234500e+03 1e-05 1E+20~",
    "%.3g %.3g %8.3e|1234.5 100.0 2.5→1.23e+03 100 2.500e+00",
    "%x %X|\"hi\" \"hi\"→6869 6869",
    "%t %v|true false→true false",
    "%d|\"x\"→%!d(string=x)",
    "%s|3→%!s(int=3)",
    "%d %d|1→1 %!d(MISSING)",
    "%s|\"a\" 1 \"b\"→a%!(EXTRA int=1, string=b)",
    "100%%|→100%",
    "%z|1→%!z(int=1)",
    "%*d|4 7→~   7~",
    "%v %T|nil 1.5→<nil> float64",
    "%|→%!(NOVERB)",
    "%99999999d|1→%!(BADWIDTH)1",
    "%.0d%08.3f|0 -3.14159→-003.142",
  })
  void printing(String formatAndArguments, String output) {
    int cut = formatAndArguments.lastIndexOf('|');
    String arguments = formatAndArguments.substring(cut + 1);
    assertThat(expanded("{{printf \"" + formatAndArguments.substring(0, cut) + "\" " + arguments + "}}"))
        .isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '→', quoteCharacter = '~', value = {
    "{{.Nothing}}→1:2: can't evaluate field Nothing: there are only Name, Empty, Word, Labels, None",
    "~a\n b{{.Labels.x}}~→2:4: map has no entry for key \"x\"",
    "{{.Name.More}}→1:2: can't evaluate field More in a value of type string",
    "{{env \"A\"}}→1:2: function \"env\" not defined",
    "{{.Name→1:0: the action is not closed",
    "{{\"a}}→1:2: the string is not closed",
    "{{/* a }}→1:0: the comment is not closed",
    "{{/* a */ .Name}}→1:0: a comment ends with */}} and stands alone in its action",
    "{{}}→1:2: a value is missing before the end of the action",
    "{{.Name |}}→1:9: a value is missing before the end of the action",
    "{{end}}→1:0: unexpected {{end}}",
    "{{if .Name}}→1:0: the {{if}} has no {{end}}",
    "{{if .Name}}{{else}}{{else}}{{end}}→1:0: the {{if}} has no {{end}}",
    "{{break}}→1:2: {{break}} outside of a {{range}}",
    "{{range .Name}}{{end}}→1:8: range can't iterate over a value of type string",
    "{{$x}}→1:2: undefined variable \"$x\"",
    "{{if true}}{{$x := 1}}{{end}}{{$x}}→1:31: undefined variable \"$x\"",
    "{{$x = 1}}→1:5: undefined variable \"$x\"",
    "{{1 | 2}}→1:6: \"2\" takes no value from the pipeline: it is no function",
    "{{.Name 1}}→1:2: \".Name\" takes no arguments: it is no function",
    "{{nil}}→1:2: nil is not a command",
    "{{eq 1 \"a\"}}→1:2: incompatible types for comparison",
    "{{lt true false}}→1:2: values of type bool can't be compared",
    "{{index .Name 9}}→1:2: index out of range: 9",
    "{{template \"x\"}}→1:2: template \"x\" not defined",
    "{{if true}}{{define \"x\"}}{{end}}{{end}}→1:13: {{define}} inside of another action",
    "{{(.Name}}→1:8: unexpected the end of the action",
    "{{\"a\"\"b\"}}→1:5: unexpected \"b\" without a space before it",
    "{{'ab'}}→1:2: 'ab' is not one character",
    "{{12ab}}→1:2: this is no number",
    "{{99999999999999999999}}→1:2: \"99999999999999999999\" is no number this language has",
    "{{\"\\z\"}}→1:2: \"\\z\" has an escape that is none",
    "{{?}}→1:2: unexpected character \"?\"",
    "{{join 1 2}}→1:2: a string is wanted, and a value of type int is given",
    "{{printf \"%[1]d\" 1}}→1:2: printf: arguments are taken in their order, not by number",
    "{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}"
        + "→1:16: templates call one another more than 200 deep",
  })
  void faultsNamePlaceAndCauseInOneLine(String text, String fault) {
    assertThatThrownBy(() -> expanded(text))
        .isInstanceOf(TemplateFault.class).hasMessage("template: expansion:" + fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{{$a := printf \"%1000000s\" .Name}}{{$b := print $a $a $a $a}}{{print $b $b $b}}",
    "{{define \"x\"}}{{range $.Labels}}{{template \"x\" $}}{{end}}{{end}}{{template \"x\" .}}",
    "{{range .Labels}}{{$a := printf \"%1000000s\" .}}{{$a}}{{$a}}{{$a}}{{end}}",
    "{{define \"a\"}}{{range .Labels}}{{range $.Labels}}{{range $.Labels}}{{range $.Labels}}{{range $.Labels}}"
        + "{{range $.Labels}}{{template \"b\" $}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}"
        + "{{define \"b\"}}{{range .Labels}}{{range $.Labels}}{{range $.Labels}}{{range $.Labels}}{{range $.Labels}}"
        + "{{range $.Labels}}{{range $.Labels}}{{range $.Labels}}{{range $.Labels}}{{end}}{{end}}{{end}}{{end}}"
        + "{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{template \"a\" .}}",
  })
  void whatWouldNotEndOrGrowWithoutBoundIsCutOff(String text) {
    assertThatThrownBy(() -> expanded(text)).isInstanceOf(TemplateFault.class);
  }

  @Test
  void textsAreMadeFitForAPlace() {
    assertThat(expanded("{{html \"<a href='x'>&\\\"\"}}")).isEqualTo("&lt;a href=&#39;x&#39;&gt;&amp;&#34;");
    assertThat(expanded("{{urlquery \"a b&ü~\"}}")).isEqualTo("a+b%26%C3%BC~");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> expanded("{{" + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "}}"))
        .hasMessageContaining("brackets enclose one another more than 100 deep");
    assertThatThrownBy(() -> expanded("{{if 1}}".repeat(100_000) + "{{end}}".repeat(100_000)))
        .hasMessageContaining("actions enclose one another more than 100 deep");
    assertThat(expanded("{{if 0}}" + "{{else if 0}}".repeat(20_000) + "{{else}}x{{end}}")).isEqualTo("x");
  }

  @Test
  void bytesThatAreNoTextPassThrough() {
    ByteString raw = ByteString.copyFrom(new byte[] {(byte) 0xff, 0, (byte) 0xc3});
    Template template = Template.parse(
        raw.concat(ByteString.copyFromUtf8("{{find \"x\"}}")), Map.of("find", name -> raw));
    assertThat(template.expand(DATA)).isEqualTo(raw.concat(raw));
  }
}
