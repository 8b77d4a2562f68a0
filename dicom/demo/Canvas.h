// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace vigil::dicom::demo {

/// Millimetres. In an axial slice x grows to the patient's left, y to the back, z to the head (the patient
/// system of DICOM).
struct Point {
    double x = 0;
    double y = 0;
    double z = 0;
};

struct Raster {
    int columns = 0;
    int rows = 0;
    double spacing = 1; ///< mm between pixels, both ways; the middle of the picture is (0, 0)
};

/// A value per pixel and the geometry to draw by in millimetres. Plain value; one thread.
class Canvas {
public:
    explicit Canvas(const Raster& raster, float value = 0);

    [[nodiscard]] const Raster& raster() const { return m_raster; }
    [[nodiscard]] std::vector<float>& values() { return m_values; }
    [[nodiscard]] const std::vector<float>& values() const { return m_values; }
    [[nodiscard]] double xOf(int column) const {
        return (column - (m_raster.columns - 1) / 2.0) * m_raster.spacing;
    }
    [[nodiscard]] double yOf(int row) const { return (row - (m_raster.rows - 1) / 2.0) * m_raster.spacing; }

    /// Calls `change(value, x, y)` for each pixel of a rectangle in mm around `centre`.
    template <class Change>
    void visit(const Point& centre, double halfWidth, double halfHeight, Change change) {
        const int left = columnAt(centre.x - halfWidth, 0);
        const int right = columnAt(centre.x + halfWidth, 1);
        const int top = rowAt(centre.y - halfHeight, 0);
        const int bottom = rowAt(centre.y + halfHeight, 1);
        for (int row = top; row < bottom; ++row) {
            float* value = m_values.data() + static_cast<std::ptrdiff_t>(row) * m_raster.columns + left;
            const double y = yOf(row);
            for (int column = left; column < right; ++column, ++value)
                change(*value, xOf(column), y);
        }
    }

    /// Adds grain of the given standard deviation, as soft as that of a reconstructed picture.
    void addNoise(std::uint64_t seed, double deviation);

private:
    [[nodiscard]] int columnAt(double x, int roundUp) const;
    [[nodiscard]] int rowAt(double y, int roundUp) const;

    Raster m_raster;
    std::vector<float> m_values;
};

/// One slice of a body: shapes are painted over each other, the later hides the earlier, edges are soft by
/// about a pixel.
class Slice {
public:
    Slice(const Raster& raster, double z, float value) : m_canvas(raster, value), m_z(z) {}

    [[nodiscard]] Canvas& canvas() { return m_canvas; }
    [[nodiscard]] double z() const { return m_z; }

    /// `turn` in degrees within the slice; `ripple` folds the edge (for the brain's surface), in parts of the
    /// radius.
    struct Look {
        float value = 0;
        double turn = 0;
        double ripple = 0;
        double power = 2; ///< 2: ellipsoid, 4: nearly a box
    };
    void ellipsoid(const Point& centre, const Point& radius, const Look& look);
    void ellipsoid(const Point& centre, const Point& radius, float value) {
        ellipsoid(centre, radius, Look{value, 0, 0, 2});
    }
    /// A tube with round ends that may taper.
    void tube(const Point& from, const Point& to, double radiusFrom, double radiusTo, float value);
    void path(const std::vector<Point>& points, double radius, float value);
    /// What is outside the inner and inside the outer of two ellipsoids with one centre.
    void shell(const Point& centre, const Point& outer, const Point& inner, float value);

private:
    Canvas m_canvas;
    double m_z;
};

/// A radiograph: attenuation of shapes adds up along the beam. Values are density times centimetres.
class Projection {
public:
    explicit Projection(const Raster& raster) : m_canvas(raster), m_layer(raster), m_depth(raster) {}

    [[nodiscard]] Canvas& canvas() { return m_canvas; }

    struct Look {
        double density = 0;
        double turn = 0;  ///< degrees
        double power = 2; ///< greater: flatter with sharper edges
    };
    void ball(const Point& centre, const Point& radius, const Look& look);
    /// A tube along points, counted once where its pieces meet; `wall` > 0 makes a bone: a shell of that many
    /// mm, thinner inside.
    void path(const std::vector<Point>& points, const std::vector<double>& radii, double density,
              double wall = 0);

private:
    Canvas m_canvas;
    Canvas m_layer;
    Canvas m_depth;
};

/// A tree of vessels: calls `branch(from, to, radiusFrom, radiusTo)` for each piece; grows from `root` inside
/// `inside`.
void growTree(const Point& root, const Point& direction, double radius, std::uint64_t seed,
              const std::function<bool(const Point&)>& inside,
              const std::function<void(const Point&, const Point&, double, double)>& branch);

} // namespace vigil::dicom::demo
