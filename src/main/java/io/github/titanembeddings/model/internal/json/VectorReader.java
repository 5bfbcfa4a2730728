package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.titanembeddings.model.Embedding;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of a vector as the service writes them, with one digit before the point, each
 * to the nearest float, as {@link Float#parseFloat} does. Not safe for use by several threads.
 */
final class VectorReader {
  private static final int END_OF_TEXT = 0;
  private static final int MOST_EXPONENT_DIGITS = 3;
  private static final int LONGEST_NUMBER = 100;
  private static final long TOO_MANY = Long.MAX_VALUE;

  private final byte[] json;
  private int place;

  VectorReader(byte[] json, int place) {
    this.json = json;
    this.place = place;
  }

  /** The place after what was read. */
  int place() {
    return place;
  }

  /**
   * The vector of so many numbers that is next, or null if anything else is. All in one loop: with
   * a method for a number, which the JVM would not inline, it takes a third longer.
   */
  @Nullable Embedding read(int length) {
    Embedding.Builder vector = Embedding.builder(length);
    int next = JsonSpace.end(json, place);
    if (sign(next) != '[') {
      return null;
    }
    for (int i = 0; i < length; i++) {
      if (i > 0 && sign(next) != ',') {
        return null;
      }
      int start = JsonSpace.end(json, next + 1);
      int minus = sign(start) == '-' ? 1 : 0;
      int point = start + minus + 1;
      int whole = sign(point - 1) - '0';
      if (whole < 0 || whole > 9 || sign(point) != '.') {
        return null;
      }
      long digits = whole;
      next = point + 1;
      long eight = EightDigits.at(json, next);
      if (EightDigits.areAll(eight)) {
        digits = EightDigits.append(digits, eight);
        next += EightDigits.COUNT;
        eight = EightDigits.at(json, next);
      }
      int count = EightDigits.count(eight);
      digits = EightDigits.append(digits, eight, count);
      next += count;
      int exponent = point + 1 - next;
      if (exponent == 0) {
        return null;
      }
      if (count == EightDigits.COUNT) {
        next = digitsEnd(next);
        digits = TOO_MANY;
        if (next - start > LONGEST_NUMBER) {
          return null;
        }
      }
      if ((sign(next) | ' ') == 'e') {
        int written = sign(next + 1);
        next += written == '-' || written == '+' ? 2 : 1;
        eight = EightDigits.at(json, next);
        count = EightDigits.count(eight);
        if (count == 0 || count > MOST_EXPONENT_DIGITS) {
          return null;
        }
        long power = EightDigits.append(0, eight, count);
        exponent += (int) (written == '-' ? -power : power);
        next += count;
      }
      float number = NearestFloat.of((digits ^ -minus) + minus, exponent);
      if (Float.isNaN(number)) {
        number = Float.parseFloat(new String(json, start, next - start, ISO_8859_1));
        if (!Float.isFinite(number)) {
          return null;
        }
      }
      vector.add(number);
    }
    place = next + 1;
    return sign(next) == ']' ? vector.build() : null;
  }

  private int digitsEnd(int start) {
    int end = start;
    while (isDigit(end)) {
      end++;
    }
    return end;
  }

  private boolean isDigit(int at) {
    return sign(at) >= '0' && sign(at) <= '9';
  }

  private int sign(int at) {
    return at < json.length ? json[at] : END_OF_TEXT;
  }
}
