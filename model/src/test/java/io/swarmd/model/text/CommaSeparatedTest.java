package io.swarmd.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommaSeparatedTest {

  @Test
  void listsAreSeparatedByCommasUnlessQuoted() {
    assertThat(CommaSeparated.parse("a,b")).containsExactly("a", "b");
    assertThat(CommaSeparated.parse("\"a,b\",c")).containsExactly("a,b", "c");
    assertThat(CommaSeparated.parse("\"say \"\"hi\"\"\"")).containsExactly("say \"hi\"");
    assertThat(CommaSeparated.parse("")).isEmpty();
  }
}
