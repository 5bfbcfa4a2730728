package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The service's rule for tags. */
final class TagRule {
  private static final int MAX_TAGS = 200;
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;
  private static final String MARKS = " \t\n\u000B\f\r._:/=+@-";
  private static final String CHARACTERS =
      " characters: letters, digits, spaces and . _ : / = + @ -";

  private TagRule() {}

  static List<Violation> violations(String path, Map<String, String> tags) {
    List<Violation> found = new ArrayList<>();
    if (tags.size() > MAX_TAGS) {
      found.add(
          Violation.error(path, ViolationCodes.TAGS_TOO_MANY)
              .actual(String.format(Locale.ROOT, "%,d tags", tags.size()))
              .limit("at most 200 tags")
              .remedy("leave some out")
              .build());
    }
    tags.forEach(
        (key, value) -> {
          if (key == null || value == null) {
            found.add(
                missing(path, key == null ? "a tag without a key" : key + " without a value"));
            return;
          }
          check(found, path + " key", key, 1, MAX_KEY);
          check(found, path + " value of " + NameRule.shown(key), value, 0, MAX_VALUE);
        });
    return found;
  }

  private static Violation missing(String path, String actual) {
    return Violation.error(path, ViolationCodes.TAG_INVALID)
        .actual(actual)
        .limit("a key and a value, which may be empty")
        .remedy("give it one, or leave the tag out")
        .build();
  }

  private static void check(List<Violation> found, String path, String text, int min, int max) {
    int wrong = firstWrong(text);
    if (text.length() < min || text.length() > max || wrong >= 0) {
      found.add(
          Violation.error(path, ViolationCodes.TAG_INVALID)
              .actual(
                  String.format(Locale.ROOT, "%s of %,d", NameRule.shown(text), text.length())
                      + " characters"
                      + (wrong < 0 ? "" : " with " + Characters.at(text, wrong)))
              .limit(min + " to " + max + CHARACTERS)
              .remedy("change it")
              .build());
    }
  }

  private static int firstWrong(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!NameRule.isAlphanumeric(text.charAt(i)) && MARKS.indexOf(text.charAt(i)) < 0) {
        return i;
      }
    }
    return -1;
  }
}
