package io.github.titanembeddings.storage;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some of the objects under a prefix, and how to go on. Immutable and safe to share. */
public final class ObjectPage {
  private final List<ObjectInfo> objects;
  private final @Nullable String next;

  private ObjectPage(List<ObjectInfo> objects, @Nullable String next) {
    this.objects = List.copyOf(objects);
    this.next = next;
  }

  /** A page; what to go on with is null on the last. */
  public static ObjectPage of(List<ObjectInfo> objects, @Nullable String next) {
    return new ObjectPage(objects, next);
  }

  /** The objects, without their hashes, in the order of their keys. */
  public List<ObjectInfo> objects() {
    return objects;
  }

  /** What {@link ObjectStore#list} takes to go on; empty on the last page. */
  public Optional<String> next() {
    return Optional.ofNullable(next);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectPage that
        && objects.equals(that.objects)
        && Objects.equals(next, that.next);
  }

  @Override
  public int hashCode() {
    return Objects.hash(objects, next);
  }

  @Override
  public String toString() {
    return "ObjectPage[" + objects.size() + " objects" + (next == null ? "" : ", more") + "]";
  }
}
