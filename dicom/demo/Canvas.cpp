// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Canvas.h"

#include "dicom/demo/Dice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vigil::dicom::demo {
namespace {

constexpr int tileSize = 1024;

/// Grain with mean 0 and deviation 1, smoothed over 3 × 3; drawn once a process.
const std::vector<float>& noiseTile() {
    static const std::vector<float> tile = [] {
        Dice dice(4711);
        std::vector<float> raw(tileSize * tileSize);
        for (float& value : raw) {
            double sum = 0;
            for (int i = 0; i < 4; ++i)
                sum += dice.between(-1, 1);
            value = static_cast<float>(sum);
        }
        std::vector<float> soft(raw.size());
        double square = 0;
        for (int y = 0; y < tileSize; ++y) {
            for (int x = 0; x < tileSize; ++x) {
                float sum = 0;
                for (int dy = -1; dy <= 1; ++dy) {
                    for (int dx = -1; dx <= 1; ++dx) {
                        const int index =
                            ((y + dy) & (tileSize - 1)) * tileSize + ((x + dx) & (tileSize - 1));
                        sum += raw[static_cast<std::size_t>(index)] * (dx == 0 && dy == 0 ? 2.0F : 1.0F);
                    }
                }
                soft[static_cast<std::size_t>(y * tileSize + x)] = sum;
                square += static_cast<double>(sum) * static_cast<double>(sum);
            }
        }
        const auto scale = static_cast<float>(1 / std::sqrt(square / static_cast<double>(soft.size())));
        for (float& value : soft)
            value *= scale;
        return soft;
    }();
    return tile;
}

float mixed(float below, float above, double coverage) {
    return below + (above - below) * static_cast<float>(std::clamp(coverage, 0.0, 1.0));
}

struct Turn {
    double cosine;
    double sine;
    explicit Turn(double degrees)
        : cosine(std::cos(degrees * std::numbers::pi / 180)),
          sine(std::sin(degrees * std::numbers::pi / 180)) {}
};

/// Distance of (x, y, z) from a segment, and how far along it the nearest point lies (0 … 1).
struct Nearest {
    double distance;
    double along;
};
Nearest nearest(const Point& from, const Point& to, double x, double y, double z) {
    const Point d{to.x - from.x, to.y - from.y, to.z - from.z};
    const double length = d.x * d.x + d.y * d.y + d.z * d.z;
    const double dot = (x - from.x) * d.x + (y - from.y) * d.y + (z - from.z) * d.z;
    const double along = length > 0 ? std::clamp(dot / length, 0.0, 1.0) : 0.0;
    return {std::hypot(x - from.x - along * d.x, y - from.y - along * d.y, z - from.z - along * d.z), along};
}

} // namespace

Canvas::Canvas(const Raster& raster, float value)
    : m_raster(raster),
      m_values(static_cast<std::size_t>(raster.columns) * static_cast<std::size_t>(raster.rows), value) {}

int Canvas::columnAt(double x, int roundUp) const {
    const double column = x / m_raster.spacing + (m_raster.columns - 1) / 2.0;
    return static_cast<int>(
        std::clamp(std::floor(column) + roundUp, 0.0, static_cast<double>(m_raster.columns)));
}

int Canvas::rowAt(double y, int roundUp) const {
    const double row = y / m_raster.spacing + (m_raster.rows - 1) / 2.0;
    return static_cast<int>(std::clamp(std::floor(row) + roundUp, 0.0, static_cast<double>(m_raster.rows)));
}

void Canvas::addNoise(std::uint64_t seed, double deviation) {
    const auto& tile = noiseTile();
    Dice dice(seed);
    const auto shiftX = static_cast<int>(dice.next() % tileSize);
    const auto shiftY = static_cast<int>(dice.next() % tileSize);
    float* value = m_values.data();
    for (int row = 0; row < m_raster.rows; ++row) {
        const float* line =
            tile.data() + static_cast<std::ptrdiff_t>((row + shiftY) & (tileSize - 1)) * tileSize;
        for (int column = 0; column < m_raster.columns; ++column)
            *value++ += line[(column + shiftX) & (tileSize - 1)] * static_cast<float>(deviation);
    }
}

void Slice::ellipsoid(const Point& centre, const Point& radius, const Look& look) {
    const double height = std::abs((m_z - centre.z) / radius.z);
    if (height >= 1) return;
    const double scale = std::pow(1 - std::pow(height, look.power), 1 / look.power);
    const double rx = radius.x * scale;
    const double ry = radius.y * scale;
    if (rx < 0.2 || ry < 0.2) return;
    const Turn turn(look.turn);
    const double soft = m_canvas.raster().spacing;
    const double reach = (look.turn == 0 ? rx : std::max(rx, ry)) * (1 + look.ripple) + soft;
    const double reachY = (look.turn == 0 ? ry : std::max(rx, ry)) * (1 + look.ripple) + soft;
    const double smaller = std::min(rx, ry);
    m_canvas.visit(centre, reach, reachY, [&](float& value, double x, double y) {
        const double u = ((x - centre.x) * turn.cosine + (y - centre.y) * turn.sine) / rx;
        const double v = ((y - centre.y) * turn.cosine - (x - centre.x) * turn.sine) / ry;
        double distance =
            look.power == 2 ? std::sqrt(u * u + v * v)
                            : std::pow(std::pow(std::abs(u), look.power) + std::pow(std::abs(v), look.power),
                                       1 / look.power);
        if (look.ripple > 0 && distance > 0.5) {
            const double angle = std::atan2(v, u);
            distance += look.ripple *
                        (0.6 * std::sin(17 * angle + m_z * 0.21) + 0.4 * std::sin(29 * angle - m_z * 0.33));
        }
        const double inside = (1 - distance) * smaller / soft + 0.5;
        if (inside > 0) value = mixed(value, look.value, inside);
    });
}

void Slice::tube(const Point& from, const Point& to, double radiusFrom, double radiusTo, float value) {
    const double widest = std::max(radiusFrom, radiusTo);
    if (m_z < std::min(from.z, to.z) - widest || m_z > std::max(from.z, to.z) + widest) return;
    const Point centre{(from.x + to.x) / 2, (from.y + to.y) / 2, 0};
    const double soft = m_canvas.raster().spacing;
    m_canvas.visit(centre, std::abs(from.x - to.x) / 2 + widest + soft,
                   std::abs(from.y - to.y) / 2 + widest + soft, [&](float& pixel, double x, double y) {
                       const Nearest near = nearest(from, to, x, y, m_z);
                       const double radius = radiusFrom + (radiusTo - radiusFrom) * near.along;
                       const double inside = (radius - near.distance) / soft + 0.5;
                       if (inside > 0) pixel = mixed(pixel, value, inside);
                   });
}

void Slice::path(const std::vector<Point>& points, double radius, float value) {
    for (std::size_t i = 1; i < points.size(); ++i)
        tube(points[i - 1], points[i], radius, radius, value);
}

void Slice::shell(const Point& centre, const Point& outer, const Point& inner, float value) {
    const double soft = m_canvas.raster().spacing;
    const double smaller = std::min(outer.x, outer.y);
    m_canvas.visit(centre, outer.x + soft, outer.y + soft, [&](float& pixel, double x, double y) {
        const auto ratio = [&](const Point& radius) {
            return std::hypot((x - centre.x) / radius.x, (y - centre.y) / radius.y,
                              (m_z - centre.z) / radius.z);
        };
        const double within = (1 - ratio(outer)) * smaller / soft + 0.5;
        const double beyond = (ratio(inner) - 1) * smaller / soft + 0.5;
        const double coverage = std::min(within, beyond);
        if (coverage > 0) pixel = mixed(pixel, value, coverage);
    });
}

void Projection::ball(const Point& centre, const Point& radius, const Look& look) {
    const Turn turn(look.turn);
    const double reach = look.turn == 0 ? radius.x : std::max(radius.x, radius.y);
    const double reachY = look.turn == 0 ? radius.y : std::max(radius.x, radius.y);
    const double thickness = look.density * 2 * radius.z / 10;
    m_canvas.visit(centre, reach, reachY, [&](float& value, double x, double y) {
        const double u = ((x - centre.x) * turn.cosine + (y - centre.y) * turn.sine) / radius.x;
        const double v = ((y - centre.y) * turn.cosine - (x - centre.x) * turn.sine) / radius.y;
        const double square = u * u + v * v;
        if (square >= 1) return;
        const double chord = look.power == 2 ? std::sqrt(1 - square)
                                             : std::pow(1 - std::pow(square, look.power / 2), 1 / look.power);
        value += static_cast<float>(thickness * chord);
    });
}

void Projection::path(const std::vector<Point>& points, const std::vector<double>& radii, double density,
                      double wall) {
    const auto each = [&](auto visitPixel) {
        for (std::size_t i = 1; i < points.size(); ++i) {
            const Point& from = points[i - 1];
            const Point& to = points[i];
            const double widest = std::max(radii[i - 1], radii[i]);
            const Point centre{(from.x + to.x) / 2, (from.y + to.y) / 2, 0};
            m_layer.visit(centre, std::abs(from.x - to.x) / 2 + widest, std::abs(from.y - to.y) / 2 + widest,
                          [&](float& value, double x, double y) { visitPixel(value, x, y, i); });
        }
    };
    const float* base = m_layer.values().data();
    float* depths = m_depth.values().data();
    each([&](float& layer, double x, double y, std::size_t i) {
        const Nearest near =
            nearest({points[i - 1].x, points[i - 1].y, 0}, {points[i].x, points[i].y, 0}, x, y, 0);
        const double radius = radii[i - 1] + (radii[i] - radii[i - 1]) * near.along;
        // The piece that reaches deepest over a pixel draws it: where two meet, neither shows its end.
        float& depth = depths[&layer - base];
        if (radius - near.distance <= static_cast<double>(depth)) return;
        depth = static_cast<float>(radius - near.distance);
        double chord = std::sqrt(radius * radius - near.distance * near.distance);
        const double marrow = radius - wall;
        if (wall > 0 && near.distance < marrow)
            chord -= 0.75 * std::sqrt(marrow * marrow - near.distance * near.distance);
        layer = static_cast<float>(density * 2 * chord / 10);
    });
    each([&](float& layer, double, double, std::size_t) {
        m_canvas.values()[static_cast<std::size_t>(&layer - base)] += layer;
        layer = 0;
        depths[&layer - base] = 0;
    });
}

void growTree(const Point& root, const Point& direction, double radius, std::uint64_t seed,
              const std::function<bool(const Point&)>& inside,
              const std::function<void(const Point&, const Point&, double, double)>& branch) {
    if (radius < 0.45) return;
    Dice dice(seed);
    const double length = radius * dice.between(4.5, 8) + 4;
    const double norm = std::hypot(direction.x, direction.y, direction.z);
    const Point end{root.x + direction.x / norm * length, root.y + direction.y / norm * length,
                    root.z + direction.z / norm * length};
    if (!inside(end)) return;
    branch(root, end, radius, radius * 0.82);
    const int children = radius > 1 ? 3 : 2;
    for (int i = 0; i < children; ++i) {
        const double spread = i == 0 ? 0.35 : 0.95;
        const Point next{direction.x / norm + dice.between(-spread, spread),
                         direction.y / norm + dice.between(-spread, spread),
                         direction.z / norm + dice.between(-spread, spread)};
        growTree(end, next, radius * (i == 0 ? 0.82 : dice.between(0.55, 0.72)), dice.next(), inside, branch);
    }
}

} // namespace vigil::dicom::demo
