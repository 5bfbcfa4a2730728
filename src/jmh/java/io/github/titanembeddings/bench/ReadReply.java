package io.github.titanembeddings.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.model.internal.json.ReplyReader;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads a reply with a vector of 1,024 numbers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ReadReply {
  private final byte[] reply = TitanStub.embeddingJson(1024).getBytes(UTF_8);
  private final ObjectMapper json = new ObjectMapper();

  /** This library. */
  @Benchmark
  public Object library() {
    return ReplyReader.read(reply, 1024, null, () -> "");
  }

  /** Jackson's tree model. */
  @Benchmark
  public Object jacksonTree() throws IOException {
    JsonNode numbers = json.readTree(reply).get("embedding");
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return vector;
  }

  /** Jackson's data binding to a {@code List<Double>}. */
  @Benchmark
  public Object listOfDoubles() throws IOException {
    return json.readValue(reply, Map.class).get("embedding");
  }
}
