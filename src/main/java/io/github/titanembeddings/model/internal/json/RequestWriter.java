package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.input.ImageProblems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes a request as the JSON body of InvokeModel, into one array of exactly its size. */
public final class RequestWriter {
  /** Larger slices are not faster, and cost memory beside a small image. */
  private static final int SLICE_BYTES = 3 * 512;

  private final PreparedRequest request;
  private final @Nullable String text;
  private final @Nullable ImageData image;
  private final long imageLength;

  private RequestWriter(PreparedRequest request) {
    this.request = request;
    this.text = request.text() == null ? null : request.text().text();
    this.image = request.image() == null ? null : request.image().data();
    this.imageLength = image == null ? 0 : encodedLength(image.size());
  }

  /**
   * Returns the body of a request.
   *
   * @throws InvalidRequestException if it is larger than the limits allow, or the image cannot be
   *     read or has changed since it was prepared
   */
  public static byte[] write(PreparedRequest request) {
    return new RequestWriter(request).write();
  }

  private byte[] write() {
    RequestBodyLimit limit =
        new RequestBodyLimit(request.request(), text == null ? 0 : text.length());
    limit.requireShortText(imageLength);
    byte[] before = beforeImage();
    byte[] after = afterImage();
    limit.require((long) before.length + after.length, imageLength);

    byte[] body = new byte[(int) (before.length + imageLength + after.length)];
    System.arraycopy(before, 0, body, 0, before.length);
    if (image != null) {
      writeImage(image, body, before.length);
    }
    System.arraycopy(after, 0, body, body.length - after.length, after.length);
    return body;
  }

  private byte[] beforeImage() {
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text == null ? "" : text);
    ByteArrayOutputStream json = new ByteArrayOutputStream(quoted.length + 40);
    json.write('{');
    if (text != null) {
      json.writeBytes(ascii("\"" + WireNames.INPUT_TEXT + "\":\""));
      json.writeBytes(quoted);
      json.write('"');
    }
    if (image != null) {
      json.writeBytes(ascii((json.size() > 1 ? "," : "") + "\"" + WireNames.INPUT_IMAGE + "\":\""));
    }
    return json.toByteArray();
  }

  private byte[] afterImage() {
    String settings = ModelAccess.get().settings().apply(request.request());
    return ascii((image == null ? "" : "\"") + settings + "}");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private void writeImage(ImageData image, byte[] body, int offset) {
    long byteCount = image.size();
    String label = request.request().image().map(ImageInput::toString).orElse("the image");
    long found;
    try (InputStream bytes = image.open()) {
      found = encode(bytes, byteCount, body, offset);
    } catch (IOException e) {
      throw ImageProblems.unreadable(label, e);
    }
    if (found != byteCount) {
      throw ImageProblems.changed(label, byteCount, found);
    }
  }

  /**
   * Encodes exactly {@code count} bytes of a stream as base64, a small slice at a time.
   *
   * @return the length of the stream: {@code count}, fewer, or one more if it is longer
   */
  private static long encode(InputStream bytes, long count, byte[] target, int offset)
      throws IOException {
    Base64.Encoder encoder = Base64.getEncoder();
    byte[] encoded = new byte[(int) encodedLength(SLICE_BYTES)];
    byte[] slice = new byte[SLICE_BYTES];
    int place = offset;
    for (long left = count; left > 0; left -= slice.length) {
      if (left < slice.length) {
        slice = new byte[(int) left];
      }
      int read = bytes.readNBytes(slice, 0, slice.length);
      if (read < slice.length) {
        return count - left + read;
      }
      int length = encoder.encode(slice, encoded);
      System.arraycopy(encoded, 0, target, place, length);
      place += length;
    }
    return bytes.read() < 0 ? count : count + 1;
  }

  private static long encodedLength(long bytes) {
    return (bytes + 2) / 3 * 4;
  }
}
