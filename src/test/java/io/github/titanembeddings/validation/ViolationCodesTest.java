package io.github.titanembeddings.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViolationCodesTest {
  @Test
  void namesEachConstantAfterItsCode() throws Exception {
    List<String> codes = new ArrayList<>();
    for (Field field : ViolationCodes.class.getFields()) {
      String code = (String) field.get(null);
      codes.add(code);
      assertThat(code).matches("[a-z0-9]+(-[a-z0-9]+)*\\.[a-z0-9]+(-[a-z0-9]+)*");
      assertThat(field.getName()).isEqualToIgnoringCase(code.replace('.', '_').replace('-', '_'));
    }
    assertThat(codes).doesNotHaveDuplicates().hasSizeGreaterThan(100);
  }
}
